import type { Contact, Sequence } from '../api/contacts.schema';
import type { ViewSources } from './deal.view';
import { openEach } from './timeline.view';

interface Row {
  id: string;
  name: unknown;
  title: string | null;
  role: string | null;
}

const CONTACTS_SHOWN = 100;

/** Contacts with the messages drafted for them, opened; the caller has checked that the reader may see them. */
export async function contactsWhere(
  sources: Pick<ViewSources, 'pool' | 'sealer'>,
  condition: string,
  params: unknown[],
): Promise<Contact[]> {
  const { rows } = await sources.pool.query<Row>(
    `select m.record_id as id, m.fields->'name' as name, m.fields->>'title' as title, m.fields->>'role' as role
     from console.mirror m where m.record_type = 'contact' and ${condition} order by m.record_id limit ${CONTACTS_SHOWN}`,
    params,
  );
  const [opened, sequences] = await Promise.all([
    openEach(sources.sealer, rows),
    sequencesOf(
      sources,
      rows.map((row) => row.id),
    ),
  ]);
  return opened.map((contact) => ({
    ...contact,
    name: typeof contact.name === 'string' ? contact.name : null,
    sequence: sequences.get(contact.id) ?? null,
  }));
}

/** The newest drafted sequence of each contact that has one, by contact id. */
export async function sequencesOf(
  { pool, sealer }: Pick<ViewSources, 'pool' | 'sealer'>,
  contactIds: readonly string[],
): Promise<Map<string, Sequence>> {
  const { rows } = await pool.query<{
    id: string;
    business_date: string;
    values: Record<string, unknown>;
    reasons: string[];
  }>(
    `select substr(subject, 9) as id, business_date::text as business_date, "values", reasons
     from console.insight where action = 'sequence-drafting' and subject = any($1)`,
    [contactIds.map((id) => `contact/${id}`)],
  );
  const opened = await openEach(sealer, rows);
  return new Map(
    opened.map((row) => [
      row.id,
      { businessDate: row.business_date, reasons: row.reasons, touches: touchesOf(row.values['touches']) },
    ]),
  );
}

/** The drafted messages in the order they would be sent. */
export function touchesOf(value: unknown): Sequence['touches'] {
  if (!Array.isArray(value)) return [];
  return (value as Record<string, unknown>[]).map(({ due, subject, body }) => ({
    due: typeof due === 'string' ? due : '',
    subject: typeof subject === 'string' ? subject : '',
    body: typeof body === 'string' ? body : null,
  }));
}
