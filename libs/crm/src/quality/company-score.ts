import { ACTION_NEEDS } from '@salesagent/canon/sales';
import type { TypeQuality } from './score';

/**
 * One number for a company, 0 to 100: the mean over its record types, each as heavy as the number of actions that read
 * it. `null` where there are no records that any action reads.
 */
export function companyScore(types: readonly Pick<TypeQuality, 'type' | 'score'>[]): number | null {
  const needs = Object.values(ACTION_NEEDS);
  const weighed = types.map(({ type, score }) => ({ score, weight: needs.filter((n) => type in n).length }));
  const total = weighed.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return null;
  const sum = weighed.reduce((all, { score, weight }) => all + score * weight, 0);
  return Math.round((sum / total) * 10) / 10;
}
