import { createHash } from 'node:crypto';
import type { PassageKey } from '../store';
import type { VectorPoint } from './port';

/** A passage as one text, by which what an index holds is compared with what it should hold. */
export const passageKey = ({ source, id }: PassageKey): string => `${source}\0${id}`;

export function passageOfKey(key: string): PassageKey {
  const end = key.indexOf('\0');
  return { source: key.slice(0, end), id: key.slice(end + 1) };
}

/** Of everything that an index keeps of a passage but its numbers, which follow from the text: another hash, another point. */
export function pointHash({ textHash, language, scope }: Omit<VectorPoint, 'values'>): string {
  const { company, stage, effectiveFrom, effectiveTo } = scope;
  const kept = [textHash, language, company, stage, [...scope.personas].sort(), effectiveFrom, effectiveTo];
  return createHash('sha256').update(JSON.stringify(kept)).digest('base64url').slice(0, 27);
}
