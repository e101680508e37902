import { parseRecordRef, type RecordRef, type RecordType } from '@salesagent/canon/sales';
import { MirrorSnapshot, RememberingMirror, SqlMirror } from '@salesagent/mirror';
import type { Looks } from './looks';

/** Above this many single looks at once the mirror is read whole instead of row by row. */
const SNAPSHOT_FROM = 500;
const AT_MOST = 1_000;

/** Takes single looks that are due, as events and requests ask for them; false when there were none. */
export async function takeSingles(looks: Looks): Promise<boolean> {
  const { queue, pool, schema } = looks.parts;
  const singles = await queue.singles(AT_MOST);
  if (singles.length === 0) return false;
  const whole = singles.length >= SNAPSHOT_FROM;
  const reader = whole ? await MirrorSnapshot.load(pool, schema) : new RememberingMirror(new SqlMirror(pool, schema));
  const records = whole ? null : singles.map((s) => s.subject as RecordRef);
  if (records) await Promise.all([...byType(records)].map(([type, ids]) => reader.many(type, ids)));
  await looks.take(singles, await looks.context(reader, records), false);
  return true;
}

function byType(records: readonly RecordRef[]): Map<RecordType, string[]> {
  const ids = new Map<RecordType, string[]>();
  for (const { type, id } of records.map(parseRecordRef)) ids.set(type, [...(ids.get(type) ?? []), id]);
  return ids;
}
