import type { Pool } from 'pg';
import type { Sealer } from '@salesagent/sealing';
import type { Directory } from './directory';
import { subjectLabels } from './subjects';

/** Fields that point to a record whose name is not in the directory, and its type. */
const POINTS_TO: Record<string, 'account' | 'opportunity' | 'contact'> = {
  accountId: 'account',
  parentId: 'account',
  opportunityId: 'opportunity',
  contactId: 'contact',
};

/** Names of records by the field that points to them and their id. */
export class RecordNames {
  constructor(private readonly labels: ReadonlyMap<string, string>) {}

  of(field: string, id: unknown): string | null {
    const type = POINTS_TO[field];
    return (type && typeof id === 'string' && this.labels.get(`${type}/${id}`)) || null;
  }
}

/** The names of all records that these values point to, with one request a kind of record. */
export async function recordNames(
  { pool, sealer }: { pool: Pool; sealer: Sealer },
  directory: Directory,
  values: Iterable<readonly [field: string, value: unknown]>,
): Promise<RecordNames> {
  const refs = new Set<string>();
  const contacts = new Set<string>();
  for (const [field, value] of values) {
    const type = POINTS_TO[field];
    if (!type || typeof value !== 'string') continue;
    if (type === 'contact') contacts.add(value);
    else refs.add(`${type}/${value}`);
  }
  const labels = new Map<string, string>();
  const [subjects, people] = await Promise.all([
    subjectLabels(pool, directory, [...refs]),
    contacts.size === 0
      ? []
      : pool
          .query<{ id: string; name: unknown }>(
            `select record_id as id, fields->'name' as name from console.mirror
             where record_type = 'contact' and record_id = any($1)`,
            [[...contacts]],
          )
          .then(({ rows }) => sealer.openDeep(rows) as Promise<{ id: string; name: unknown }[]>),
  ]);
  for (const [ref, { label }] of subjects) labels.set(ref, label);
  for (const { id, name } of people) if (typeof name === 'string') labels.set(`contact/${id}`, name);
  return new RecordNames(labels);
}
