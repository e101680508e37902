import type { PassageStore } from './store';
import type { IndexedDocument } from './weights';

/** A document that the store does not take, and why. */
export interface Refused {
  document: IndexedDocument;
  why: string;
}

/** Classes of SQLSTATE that speak of what is to be kept, not of the database: data, integrity, limits of a program. */
const OF_DATA = /^(22|23|54)...$/;

/**
 * Replaces documents together, or each by itself where the store refuses something of them: one that it does not take
 * hinders no other, and what was kept of it before goes.
 *
 * @returns those that were refused
 */
export async function putLot(
  store: PassageStore,
  source: string,
  lot: readonly IndexedDocument[],
  remove: readonly string[],
): Promise<Refused[]> {
  if (lot.length + remove.length === 0) return [];
  const refused: Refused[] = [];
  try {
    await store.replace(source, lot, remove);
    return [];
  } catch (error) {
    if (lot.length === 0 || !refuses(error)) throw error;
  }
  for (const document of lot) {
    try {
      await store.replace(source, [document], []);
    } catch (error) {
      if (!refuses(error)) throw error;
      refused.push({ document, why: error.message });
    }
  }
  await store.replace(source, [], [...remove, ...refused.map(({ document }) => document.id)]);
  return refused;
}

const refuses = (error: unknown): error is { code: string; message: string } =>
  typeof error === 'object' && error !== null && 'code' in error && OF_DATA.test(String(error.code));
