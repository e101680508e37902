import type { Change } from '@salesagent/canon/sales';
import type { DiffLine } from '../api/approvals.schema';
import { fieldLabel } from '@salesagent/canon/sales';

type Values = Record<string, unknown>;

/** The records a change touches, whose present values the diff shows. */
export function recordsOf(change: Change): string[] {
  switch (change.kind) {
    case 'fields':
      return [`${change.record.type}/${change.record.id}`];
    case 'fields-batch':
      return change.rows.slice(0, ROWS_SHOWN).map((row) => `${change.type}/${row.id}`);
    default:
      return [];
  }
}

/** A batch is read by its counts and a sample; the rest is in the record's own history. */
export const ROWS_SHOWN = 50;

/**
 * Exactly what would be written, field by field, beside what is there now. `current` holds the records of
 * `recordsOf`, opened. A field that somebody changed since the proposal was made is marked: the gateway would refuse.
 */
export function diffOf(change: Change, current: ReadonlyMap<string, Values>): DiffLine[] {
  switch (change.kind) {
    case 'fields': {
      const record = `${change.record.type}/${change.record.id}`;
      const now = current.get(record) ?? {};
      return Object.entries(change.set).map(([field, set]) =>
        line(record, field, set, now[field], field in change.expect ? change.expect[field] : now[field]),
      );
    }
    case 'fields-batch':
      return change.rows.slice(0, ROWS_SHOWN).flatMap(({ id, set }) => {
        const record = `${change.type}/${id}`;
        const now = current.get(record) ?? {};
        return Object.entries(set).map(([field, value]) => line(record, field, value, now[field], now[field]));
      });
    case 'record':
      return created(`${change.type} (new)`, change.set);
    case 'task':
      return created('task (new)', {
        title: change.title,
        body: change.body,
        ownerId: change.ownerId,
        dueInBusinessDays: change.dueInBusinessDays,
        ...(change.opportunityId ? { opportunityId: change.opportunityId } : {}),
        ...(change.accountId ? { accountId: change.accountId } : {}),
      });
    case 'document':
      return created('document (new)', {
        name: change.name,
        filedWith: `${change.record.type}/${change.record.id}`,
      });
  }
}

function created(record: string, set: Values): DiffLine[] {
  return Object.entries(set).map(([field, value]) => line(record, field, value, null, null));
}

function line(record: string, field: string, set: unknown, current: unknown, expected: unknown): DiffLine {
  const [now, saw] = [current ?? null, expected ?? null];
  return {
    record,
    field,
    label: fieldLabel(field),
    current: now,
    expected: saw,
    set,
    changedSince: JSON.stringify(now) !== JSON.stringify(saw),
  };
}
