import type { Pool } from 'pg';
import { recordRef } from '@salesagent/canon/sales';
import { Mentions, namedIn, type Somebody } from '@salesagent/sealing';

/** A free text on its way into an event, with what the record says of its people. */
export interface TextToLink {
  value: string;
  /** The account it was written at. */
  accountId: string | null;
  /** Contacts the record is about by reference. */
  contactIds: readonly string[];
}

interface PersonRow {
  type: 'contact' | 'person';
  id: string;
  account_id: string | null;
  name: string | null;
  email: string | null;
  phone: string | null;
}

/** Whom each text speaks of: the contacts its record is about, and whom it names. One question for a whole batch. */
export async function peopleInTexts(pool: Pool, texts: readonly TextToLink[]): Promise<string[][]> {
  if (texts.length === 0) return [];
  const accounts = [...new Set(texts.flatMap((t) => t.accountId ?? []))];
  const { rows } = await pool.query<PersonRow>(
    `select 'contact' as type, id, account_id, name, email, phone from crm.contact
     where account_id = any($1::text[]) and not deleted
     union all
     select 'person', id, null, name, email, null from crm.person where not deleted`,
    [accounts],
  );
  const colleagues: Somebody[] = [];
  const atAccount = new Map<string, Somebody[]>();
  for (const row of rows) {
    const somebody = { ref: recordRef(row.type, row.id), mentions: new Mentions(knownOf(row)) };
    if (row.type === 'person') colleagues.push(somebody);
    else atAccount.set(row.account_id!, [...(atAccount.get(row.account_id!) ?? []), somebody]);
  }
  return texts.map(({ value, accountId, contactIds }) => {
    const contacts = accountId === null ? [] : (atAccount.get(accountId) ?? []);
    return [
      ...new Set([
        ...contactIds.map((id) => recordRef('contact', id)),
        ...namedIn(value, contacts, colleagues).map(({ ref }) => ref),
      ]),
    ];
  });
}

function knownOf({ name, email, phone }: PersonRow) {
  const some = (value: string | null): string[] => (value === null ? [] : [value]);
  return { names: some(name), emails: some(email), phones: some(phone) };
}
