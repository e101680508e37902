import type { ClientBase } from 'pg';
import type { RecordType } from '@salesagent/canon/sales';
import { readRecords, type FieldValues, type RecordState } from '@salesagent/crm';
import { differingFields } from './drift';
import type { Present } from './present';

export interface Asked {
  /** When the states were asked for, by the database's clock. */
  askedAt: Date;
  /** When they were here, for states read by id: an answer asked for after that tells nothing older. */
  readAt?: Date;
}

/**
 * Whether a state of the CRM is newer than what is known of its record. Beside a state that was read by id, one that
 * was on its way meanwhile, or is told of the same second, may be from before: a write of ours and what it put back
 * within one second would be entered over what was read after both.
 */
export function ageOf(state: RecordState, known: Present | undefined, how: Asked): 'news' | 'older' | 'unclear' {
  if (!known?.changedAt) return 'news';
  if (isOlder(state.changedAt, known.changedAt)) {
    if (!mayBeRestored(state, known, how)) return 'older';
    return how.readAt === undefined ? 'unclear' : 'news';
  }
  if (known.readAt === null) return 'news';
  if (how.askedAt < known.readAt) return 'unclear';
  const isSameSecond = whole(state.changedAt, known.changedAt) && !isOlder(known.changedAt, state.changedAt);
  return how.readAt === undefined && isSameSecond ? 'unclear' : 'news';
}

/**
 * A record that comes out of the CRM's recycle bin may bear the time of its last change, which is before its deletion.
 * It is back where the CRM shows it to who asked after the deletion was known here.
 */
function mayBeRestored(state: RecordState, { row, deletedAt }: Present, { askedAt }: Asked): boolean {
  return state.state === 'live' && row === 'deleted' && deletedAt !== null && askedAt > deletedAt;
}

/**
 * Some answers of one CRM tell times to the second and others to the millisecond (a changed record read by id, and the
 * change itself). Against a whole second only another second is older.
 */
function isOlder(a: Date, b: Date): boolean {
  const of = (at: Date): number => (whole(a, b) ? Math.floor(at.getTime() / 1_000) : at.getTime());
  return of(a) < of(b);
}

function whole(a: Date, b: Date): boolean {
  return a.getUTCMilliseconds() === 0 || b.getUTCMilliseconds() === 0;
}

/** Ids of states that would change the copy. */
export async function differing(
  client: ClientBase,
  type: RecordType,
  states: readonly RecordState[],
): Promise<string[]> {
  if (states.length === 0) return [];
  const here = await readRecords(
    client,
    type,
    states.map((state) => state.id),
  );
  const differs = ({ id, state, fields }: RecordState): boolean => {
    const record = here.get(id);
    if (state !== 'live' || !record) return (state === 'live') !== (record !== undefined);
    return differingFields(type, record.fields as FieldValues, fields).length > 0;
  };
  return states.filter(differs).map((state) => state.id);
}
