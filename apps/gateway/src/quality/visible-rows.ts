import type { Visibility } from '@salesagent/auth';
import type { RecordType } from '@salesagent/canon/sales';
import { tableOf } from '@salesagent/crm';

/** The records of a type that a person may see, for a query: every score and every list stands on the same. */
export interface VisibleRows {
  /** `from …`, with the alias `t`, and `s` for what the sync knows of the record. */
  from: string;
  where: string;
  params: unknown[];
}

export function visibleRows(type: RecordType, visibility: Visibility): VisibleRows {
  return {
    from: `from ${tableOf(type)} t left join gateway.synced s on s.record_type = '${type}' and s.record_id = t.id`,
    where: `where ${isVisible(type, visibility)}`,
    params: [...visibility.params],
  };
}

/** The condition alone, over the alias `t`. Of an erased person nothing is missing: it is gone for good. */
export function isVisible(type: RecordType, { sql }: Visibility): string {
  const erased =
    type === 'contact' || type === 'person'
      ? ` and not exists (select from vault.tombstone v where v.record = '${type}/' || t.id)`
      : '';
  return `not t.deleted and (${sql})${erased}`;
}
