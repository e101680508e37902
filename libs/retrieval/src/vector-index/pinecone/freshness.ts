import { setTimeout as sleep } from 'node:timers/promises';
import { VectorIndexError } from '../port';
import type { JsonStore } from '../http/json-store';
import { freshnessAnswer } from './pinecone-answers';

/** Between two looks at most, ms. */
const LONGEST_WAIT_MS = 1_000;

/** Sequence number that a write got in its namespace. */
export function writtenAt(headers: Headers, store: JsonStore): bigint {
  const lsn = lsnOf(headers, 'x-pinecone-request-lsn');
  if (lsn !== null) return lsn;
  throw store.invalid('does not say when a write can be found (x-pinecone-request-lsn); use a serverless index.');
}

/**
 * Waits until searches of a namespace have seen a write: Pinecone answers a write before its searches find it, and says
 * with each search up to which write it has seen.
 *
 * @param limits how long to wait in all, and before the second look, ms
 * @throws VectorIndexError where that was not long enough
 */
export async function untilFound(
  store: JsonStore,
  namespace: string,
  dimensions: number,
  written: bigint,
  { limitMs, firstMs }: { limitMs: number; firstMs: number },
): Promise<void> {
  const vector = Array.from({ length: dimensions }, (_, i) => (i === 0 ? 1 : 0));
  const ends = performance.now() + limitMs;
  for (let waitMs = Math.max(1, firstMs); ; waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2)) {
    const body = { namespace, vector, topK: 1, includeValues: false, includeMetadata: false };
    const seen = await store.send({ method: 'POST', path: '/query', body, answer: freshnessAnswer });
    const lsn = seen && lsnOf(seen.headers, 'x-pinecone-max-indexed-lsn');
    if (lsn !== null && lsn >= written) return;
    if (performance.now() + waitMs >= ends) {
      const { store: name, address } = store.names;
      const what = `did not show what was written within ${limitMs} ms`;
      throw new VectorIndexError('unreachable', `${name} at ${address} ${what}; index again when it is less busy.`);
    }
    await sleep(waitMs);
  }
}

function lsnOf(headers: Headers, name: string): bigint | null {
  const said = headers.get(name);
  return said !== null && /^\d+$/.test(said) ? BigInt(said) : null;
}
