import type { PoolClient } from 'pg';
import { fieldSpec, type RecordType } from '@salesagent/canon/sales';
import { changedFields, fromColumns } from '@salesagent/crm';

/** A change of a record in fields that people fill; agents' own fields are no person's. */
export interface PeoplesChange {
  id: string;
  version: number;
  fields: string[];
}

/** From when on changes count: edits after an instant, or whatever came after a version of the record. */
export type After = { editedAfter: Date } | { version: number };

/** What was changed of people's fields since, in the order of the versions. */
export async function peoplesChanges(
  client: PoolClient,
  type: RecordType,
  ids: readonly string[],
  after: After,
): Promise<PeoplesChange[]> {
  const [later, bound] =
    'version' in after
      ? ['version > $3', after.version]
      : [`changed_at > $3 and operation = 'update'`, after.editedAfter];
  const { rows } = await client.query<{
    record_id: string;
    version: number;
    before: Record<string, unknown> | null;
    after: Record<string, unknown> | null;
  }>(
    `select record_id, version, before, after from crm.change
     where record_type = $1 and record_id = any($2) and ${later} order by version`,
    [type, ids, bound],
  );
  const inCanon = (columns: Record<string, unknown> | null) => (columns ? fromColumns(type, columns) : {});
  return rows.flatMap(({ record_id: id, version, before, after: now }) => {
    const changed = Object.keys(changedFields(inCanon(before), inCanon(now)));
    const fields = changed.filter((field) => !fieldSpec(type, field)?.agent);
    return fields.length > 0 ? [{ id, version, fields }] : [];
  });
}
