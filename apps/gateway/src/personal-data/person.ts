import type { ClientBase, Pool } from 'pg';
import { parseRecordRef, type RecordRef } from '@salesagent/canon/sales';
import { fromColumns, tableOf, type FieldValues } from '@salesagent/crm';
import { ownColumns, PEOPLE, type PersonType } from './fields';
import { ERASED } from './erased';
import { Mentions } from '@salesagent/sealing';

/** A person the CRM knows, with everything they are or were called. */
export interface Person {
  ref: RecordRef;
  type: PersonType;
  id: string;
  /** What the CRM holds now. */
  fields: FieldValues;
  accountId: string | null;
  names: string[];
  emails: string[];
  mentions: Mentions;
}

/** The reference names nobody the CRM knows. */
export class UnknownPerson extends Error {
  override readonly name = 'UnknownPerson';
  constructor(ref: string) {
    super(
      `There is no person "${ref}": give contact/ID or person/ID. \`salesagent subject find\` finds it by name or address.`,
    );
  }
}

/**
 * Somebody with all their values, also former ones and those that only an import said. `by reference` also tells of
 * somebody who is not held: nothing but the reference is known of them. @throws UnknownPerson
 */
export async function readPerson(
  client: Pool | ClientBase,
  ref: string,
  unheld: 'unknown' | 'by reference' = 'unknown',
): Promise<Person> {
  const { type, id } = personRef(ref);
  const columns = ownColumns(type);
  const { rows } = await client.query<{ record: Record<string, unknown> }>(
    `select to_jsonb(t) as record from ${tableOf(type)} t where id = $1`,
    [id],
  );
  if (!rows[0] && unheld === 'unknown') throw new UnknownPerson(ref);
  const record = rows[0]?.record ?? {};
  const fields = fromColumns(type, record);
  const { rows: former } = await client.query<{ row: Record<string, unknown> }>(
    `select before as row from crm.change where record_type = $1 and record_id = $2 and before is not null
     union all select after from crm.change where record_type = $1 and record_id = $2 and after is not null`,
    [type, id],
  );
  const { rows: said } = await client.query<{ fields: FieldValues }>(
    'select fields from crm.imported where record_type = $1 and record_id = $2',
    [type, id],
  );
  const known = [fields, ...former.map(({ row }) => fromColumns(type, row)), ...said.map((s) => s.fields)];
  const values = (field: string): string[] =>
    columns.some((c) => c.field === field)
      ? [...new Set(known.flatMap((f) => (typeof f[field] === 'string' && f[field] !== ERASED ? [f[field]] : [])))]
      : [];
  const names = values('name');
  const emails = values('email');
  const { account_id: accountId } = record;
  return {
    ref: `${type}/${id}`,
    type,
    id,
    fields,
    accountId: typeof accountId === 'string' ? accountId : null,
    names,
    emails,
    mentions: new Mentions({ names, emails, phones: values('phone') }),
  };
}

function personRef(ref: string): { type: PersonType; id: string } {
  try {
    const { type, id } = parseRecordRef(ref);
    const person = PEOPLE.find((p) => p === type);
    if (person && id !== '') return { type: person, id };
  } catch {
    // Said below, with what is expected.
  }
  throw new UnknownPerson(ref);
}
