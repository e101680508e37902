import { documentText } from '@salesagent/documents';
import type { ClientBase } from 'pg';
import type { Person } from './person';
import { ERASED_CHANGE, scrubbed } from './erased';

/** A JSON value of gateway's own tables that names a person, and what it would be without them. */
export interface PlainCopy {
  table: 'gateway.payload' | 'gateway.import' | 'crm.written' | 'crm.sent' | 'gateway.hosted_write';
  /** SQL that tells the row, and what it gives for this one. */
  keySql: string;
  key: string;
  column: string;
  /** How people call it: an action id, an import id. */
  name: string;
  value: unknown;
  clean: unknown;
  since: Date | null;
}

/** What is looked through: texts that only this service keeps beside the CRM. */
const COPIES = [
  {
    table: 'gateway.payload',
    keySql: `action_id || '#' || digest`,
    name: 'action_id',
    since: 'received_at',
    columns: ['proposal', 'change'],
  },
  {
    table: 'gateway.import',
    keySql: 'id::text',
    name: 'id::text',
    since: 'started_at',
    columns: ['report', 'error', 'label', 'mapping'],
  },
  { table: 'crm.written', keySql: 'key', name: 'key', since: 'null::timestamptz', columns: ['result'] },
  // Of writes to a hosted CRM that are under way: with their end it goes.
  { table: 'gateway.hosted_write', keySql: 'key', name: 'key', since: 'planned_at', columns: ['plan', 'written'] },
  { table: 'crm.sent', keySql: 'key', name: 'key', since: 'sent_at', columns: ['before', 'result'] },
] as const;

/** Proposals, import reports and remembered answers that hold a person's values in plain. */
export async function plainCopies(client: ClientBase, { mentions }: Person): Promise<PlainCopy[]> {
  const patterns = mentions.traces.map((part) => `%${part.replace(/[\\%_]/g, '\\$&')}%`);
  const found: PlainCopy[] = [];
  for (const { table, keySql, name, since, columns } of COPIES) {
    for (const column of columns) {
      const { rows } = await client.query<{ key: string; name: string; value: unknown; since: Date | null }>(
        `select ${keySql} as key, ${name} as name, to_jsonb(${column}) as value, ${since} as since from ${table}
         where lower(${column}::text) like any($1::text[])`,
        [patterns],
      );
      for (const row of rows) {
        const clean = scrubbed(row.value, mentions);
        // A change that lost words is not what was approved: it is not kept as if it were.
        const kept = table === 'gateway.payload' && column === 'change' ? ERASED_CHANGE : clean;
        if (clean !== row.value) found.push({ table, keySql, column, clean: kept, ...row });
      }
    }
  }
  return found;
}

export interface HeldDocument {
  id: string;
  name: string;
  digest: string;
  since: Date;
}

/** Filed documents whose words name a person. */
export async function documentsNaming(client: ClientBase, { mentions }: Person): Promise<HeldDocument[]> {
  const { rows } = await client.query<HeldDocument & { media_type: string; bytes: Buffer }>(
    `select d.id, d.name, d.digest, d.updated_at as since, c.media_type, c.bytes
     from gateway.document_content c join crm.document d using (digest) order by d.id`,
  );
  return rows
    .filter(({ media_type: type, bytes }) => mentions.in(documentText(bytes, type)))
    .map(({ id, name, digest, since }) => ({ id, name, digest, since }));
}
