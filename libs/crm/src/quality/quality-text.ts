import { companyScore } from './company-score';
import type { QualityPart, TypeQuality } from './score';

/** A score as it came over a wire. */
type Told = Omit<TypeQuality, 'duplicates'> & {
  duplicates: readonly { ids: readonly string[]; score: number; why: readonly string[] }[];
};

/** Scores and what is behind them, for people. */
export function qualityText(types: readonly Told[]): string {
  const company = companyScore(types);
  const all = company === null ? 'Company: no records that actions read' : `Company: ${company} of 100`;
  return [all, ...types.map(typeText)].join('\n\n');
}

function typeText({ type, records, score, completeness, possible, fresh, distinct, duplicates }: Told): string {
  return [
    `${type}: ${score} of 100 (${records} records)`,
    ...partLines('complete', completeness),
    ...partLines('possible', possible),
    ...partLines('fresh', fresh),
    ...partLines('distinct', distinct),
    ...duplicates.slice(0, 20).map((d) => `    ${d.ids.join(' and ')}: ${d.why.join(', ')} (${d.score.toFixed(2)})`),
  ].join('\n');
}

function partLines(name: string, part: QualityPart | null): string[] {
  if (!part || part.of === 0) return [];
  const percent = (100 * part.share).toFixed(1);
  const entries = part.list.map(({ what, count, ids }) => `    ${what}: ${count}, e.g. ${ids.slice(0, 3).join(', ')}`);
  return [`  ${name} ${percent} %, ${part.against} of ${part.of} against it`, ...entries];
}
