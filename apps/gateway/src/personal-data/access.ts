import type { Pool, PoolClient } from 'pg';
import { RECORDS, type RecordRef } from '@salesagent/canon/sales';
import { fromColumns } from '@salesagent/crm';
import type { Sealer } from '@salesagent/sealing';
import { readPerson, type Person } from './person';
import type { PublishedValue } from './published';
import { survey } from './survey';

/** One value held on a person. */
export interface Held {
  /** `record`, `text`, `business text`, `import memory`, `event`, `proposal`, `draft`, `execution`, `document`, … */
  kind: string;
  /** The record, event, action or document that holds it. */
  where: string;
  field: string;
  value: unknown;
  /** ISO 8601; since when it has been held so, null where no time is kept. */
  since: string | null;
}

export interface PersonalData {
  ref: string;
  held: Held[];
}

/** Types of event that hold drafts and proposals; any other sealed value is a fact of a record's history. */
const KINDS: Readonly<Record<string, string>> = {
  ActionProposed: 'proposal',
  ActionApproved: 'proposal',
  SecondApprovalRequested: 'proposal',
  InsightRecorded: 'draft',
  ActionExecuted: 'execution',
};

export interface PersonalDataSources {
  pool: Pool;
  sealer: Sealer;
  /** What was published with values sealed for these subjects. */
  published: (subjects: readonly string[]) => Promise<PublishedValue[]>;
}

/** Everything held on a person, opened: the answer to their request for access. @throws UnknownPerson */
export async function personalDataOf(sources: PersonalDataSources, ref: string): Promise<PersonalData> {
  const { held, subjects } = await kept(sources.pool, ref);
  return { ref, held: [...held, ...(await opened(sources.sealer, await sources.published(subjects)))] };
}

/** What the CRM and gateway's own tables hold, and the subjects that events are sealed for. */
async function kept(pool: Pool, ref: string): Promise<{ held: Held[]; subjects: readonly string[] }> {
  const client = await pool.connect();
  try {
    await client.query('begin read only');
    const person = await readPerson(client, ref);
    const { subjects, texts, mentions, copies, documents } = await survey(client, person);
    const held: Held[] = [
      ...(await ownRecord(client, person)),
      ...texts.flatMap(({ record, texts: list, since }) =>
        Object.entries(list).map(([field, value]) => item('text', record, field, value, since)),
      ),
      ...mentions.map(({ record, field, value, since }) => item('business text', record, field, value, since)),
      ...(await importMemory(client, [person.ref, ...texts.map((t) => t.record)])),
      ...copies.map(({ table, name, column, value, since }) => item(table, name, column, value, since)),
      ...documents.map(({ id, name, since }) => item('document', `document/${id}`, 'content', name, since)),
    ];
    return { held, subjects };
  } finally {
    await client.query('rollback');
    client.release();
  }
}

const item = (kind: string, where: string, field: string, value: unknown, since: Date | null): Held => ({
  ...{ kind, where, field, value },
  since: since?.toISOString() ?? null,
});

/** The person's record, each field since the change that gave it its value. */
async function ownRecord(client: PoolClient, { ref, type, id, fields }: Person): Promise<Held[]> {
  const { rows } = await client.query<{ after: Record<string, unknown> | null; changed_at: Date }>(
    'select after, changed_at from crm.change where record_type = $1 and record_id = $2 order by version desc',
    [type, id],
  );
  const versions = rows.map(({ after, changed_at: at }) => ({ fields: fromColumns(type, after ?? {}), at }));
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  return Object.keys(RECORDS[type])
    .filter((field) => fields[field] !== undefined)
    .map((field) => {
      const changed = versions.findIndex((version) => !same(version.fields[field], fields[field]));
      const first = changed === -1 ? versions.at(-1) : versions[changed - 1];
      return item('record', ref, field, fields[field], first?.at ?? null);
    });
}

async function importMemory(client: PoolClient, records: readonly RecordRef[]): Promise<Held[]> {
  const { rows } = await client.query<{ ref: string; fields: Record<string, unknown> }>(
    `select record_type || '/' || record_id as ref, fields from crm.imported
     where record_type || '/' || record_id = any($1::text[]) order by 1`,
    [records],
  );
  return rows.flatMap(({ ref, fields }) =>
    Object.entries(fields)
      .filter(([, value]) => value !== null)
      .map(([field, value]) => item('import memory', ref, field, value, null)),
  );
}

/** What was published about the person, by any service: the history of their record, proposals, drafts, executions. */
async function opened(sealer: Sealer, values: readonly PublishedValue[]): Promise<Held[]> {
  const open = await sealer.openEach(values.map(({ sealed }) => sealed));
  return values.flatMap(({ event, path }, i) => {
    const value = open[i]!;
    if (value.state !== 'open') return [];
    return [
      item(KINDS[event.type] ?? 'event', `${event.key} (${event.type})`, path, value.value, new Date(event.recordedAt)),
    ];
  });
}
