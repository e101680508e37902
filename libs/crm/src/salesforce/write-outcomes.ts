import type { HostedWriteOutcome } from '../hosted/port';
import { PASSING } from './refusal';

/** One item of the answer to a collection. */
export interface SaveResult {
  id?: string;
  success: boolean;
  errors: { statusCode: string; message: string; fields?: string[] }[];
}

/** Codes that say that the record is not there any more. */
export const GONE = new Set(['ENTITY_IS_DELETED', 'INVALID_CROSS_REFERENCE_KEY', 'NOT_FOUND', 'MALFORMED_ID']);

export type ItemResult = HostedWriteOutcome | { outcome: 'later'; code: string };

/** What one item means: written, gone, refused, or to be sent again. */
export function outcomeOf(result: SaveResult): ItemResult {
  if (result.success) return { outcome: 'written', id: result.id ?? '' };
  const error = result.errors[0] ?? { statusCode: 'UNKNOWN_EXCEPTION', message: 'Salesforce gave no reason' };
  return refused(error.statusCode, error.message, error.fields ?? []);
}

export function refused(code: string, message: string, fields: readonly string[]): ItemResult {
  if (PASSING.has(code)) return { outcome: 'later', code };
  if (code === 'ENTITY_IS_DELETED') return { outcome: 'gone' };
  const field = fields[0] ?? /:\s*(\w+)\s+duplicates value/.exec(message)?.[1];
  return { outcome: 'refused', code, message, ...(field ? { field } : {}) };
}
