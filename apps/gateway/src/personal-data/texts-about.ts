import type { ClientBase } from 'pg';
import { fieldSpec, RECORD_TYPES, recordRef, type RecordRef, type RecordType } from '@salesagent/canon/sales';
import { fromColumns, tableOf, type FieldValues } from '@salesagent/crm';
import { freeTextColumns, plainColumns, type TextColumn } from './fields';
import type { Person } from './person';

/** A record whose free text speaks of a person. */
export interface TextAbout {
  record: RecordRef;
  /** Free text of it that goes. */
  going: readonly TextColumn[];
  /** What of that it holds now, by field. */
  texts: Record<string, string>;
  since: Date;
}

/** A business text, sealed nowhere, that names a person. */
export interface PlainMention {
  record: RecordRef;
  field: string;
  value: string;
  since: Date;
}

const TEXT_TYPES = RECORD_TYPES.filter((type) => freeTextColumns(type).length > 0);

/**
 * Every record whose free text, present or former, speaks of a person: linked when it was sealed, about them by
 * reference, naming them in full, or by a part of the name at their own account.
 */
export async function textsAbout(client: ClientBase, person: Person): Promise<TextAbout[]> {
  const linked = await linkedRecords(client, person);
  for (const ref of await formerlyNamedIn(client, person)) linked.add(ref);
  const found: TextAbout[] = [];
  for (const type of TEXT_TYPES) {
    const ids = [...linked].flatMap((ref) => (ref.startsWith(`${type}/`) ? [ref.slice(type.length + 1)] : []));
    const rows = await candidates(client, type, freeTextColumns(type), person, ids);
    for (const { id, fields, since } of rows) {
      const record = recordRef(type, id);
      const texts = textsOf(fields, freeTextColumns(type));
      const sameAccount = person.accountId !== null && fields['accountId'] === person.accountId;
      const about =
        linked.has(record) ||
        isAbout(type, fields, person) ||
        Object.values(texts).some((t) => (sameAccount ? person.mentions.inPart(t) : person.mentions.in(t)));
      if (!about) continue;
      const going = goingOf(type, texts, person);
      found.push({ record, going, texts: textsOf(fields, going), since });
    }
  }
  return found;
}

/**
 * Free text that goes from a record which speaks of a person. An agent's goes by the link: a quotation of somebody need not
 * name them. What a person wrote beside it stays where it does not name them, even in part; a link does not tell which of
 * the two it is for. Of all other types, everything goes: what was said in a call is theirs without a name.
 */
function goingOf(type: RecordType, texts: Record<string, string>, { mentions }: Person): readonly TextColumn[] {
  const all = freeTextColumns(type);
  if (type !== 'opportunity') return all;
  return all.filter(({ field }) => {
    const text = texts[field];
    return fieldSpec(type, field)?.agent === true || text === undefined || mentions.inPart(text);
  });
}

/** Business texts that name a person in full. */
export async function plainMentions(client: ClientBase, person: Person): Promise<PlainMention[]> {
  const found: PlainMention[] = [];
  for (const type of RECORD_TYPES.filter((t) => plainColumns(t).length > 0)) {
    for (const { id, fields, since } of await candidates(client, type, plainColumns(type), person, [])) {
      for (const [field, value] of Object.entries(textsOf(fields, plainColumns(type)))) {
        if (person.mentions.in(value)) found.push({ record: recordRef(type, id), field, value, since });
      }
    }
  }
  return found;
}

async function linkedRecords(client: ClientBase, { ref }: Person): Promise<Set<RecordRef>> {
  const { rows } = await client.query<{ text_subject: string }>(
    'select text_subject from vault.text_person where person = $1',
    [ref],
  );
  return new Set(rows.map((row) => row.text_subject.slice('text/'.length) as RecordRef));
}

/** Records whose captured history names the person in a free text, whatever they say today. */
async function formerlyNamedIn(client: ClientBase, person: Person): Promise<RecordRef[]> {
  const { rows } = await client.query<{
    record_type: RecordType;
    record_id: string;
    before: Record<string, unknown> | null;
    after: Record<string, unknown> | null;
  }>(
    `select record_type, record_id, before, after from crm.change
     where record_type = any($1::text[]) and (${traced(`concat_ws(' ', before::text, after::text)`, 2)})`,
    [TEXT_TYPES, ...traces(person)],
  );
  const named = rows.filter(({ record_type: type, before, after }) =>
    [before, after].some((row) => {
      const fields = fromColumns(type, row ?? {});
      return Object.values(textsOf(fields, freeTextColumns(type))).some((text) => person.mentions.in(text));
    }),
  );
  return [...new Set(named.map((row) => recordRef(row.record_type, row.record_id)))];
}

interface Candidate {
  id: string;
  fields: FieldValues;
  since: Date;
}

/** Rows that may name the person, and those with these ids; the caller looks closer. */
async function candidates(
  client: ClientBase,
  type: RecordType,
  columns: readonly TextColumn[],
  person: Person,
  ids: readonly string[],
): Promise<Candidate[]> {
  const text = `concat_ws(E'\\n', ${columns.map(({ column }) => `t."${column}"`).join(', ')})`;
  const byReference = isAbout(type, { contactId: person.id }, person) ? 't.contact_id = $4' : '$4::text is null';
  const { rows } = await client.query<{ id: string; record: Record<string, unknown>; updated_at: Date }>(
    `select t.id, to_jsonb(t) as record, t.updated_at from ${tableOf(type)} t
     where t.id = any($1::text[]) or ${byReference} or ${traced(text, 2)} order by t.id`,
    [ids, ...traces(person), person.id],
  );
  return rows.map(({ id, record, updated_at: since }) => ({ id, fields: fromColumns(type, record), since }));
}

function isAbout(type: RecordType, fields: FieldValues, person: Person): boolean {
  return (type === 'activity' || type === 'case') && person.type === 'contact' && fields['contactId'] === person.id;
}

/** A condition over a text expression that is true at least where the person is named; takes two parameters. */
function traced(text: string, first: number): string {
  return `lower(${text}) like any($${first}::text[]) or regexp_replace(${text}, '\\D', '', 'g') like any($${first + 1}::text[])`;
}

function traces({ mentions }: Person): [string[], string[]] {
  const anywhere = (part: string): string => `%${part.replace(/[\\%_]/g, '\\$&')}%`;
  return [mentions.traces.map(anywhere), mentions.phoneDigits.map(anywhere)];
}

export function textsOf(fields: FieldValues, columns: readonly TextColumn[]): Record<string, string> {
  return Object.fromEntries(
    columns.flatMap(({ field }) => (typeof fields[field] === 'string' ? [[field, fields[field]] as const] : [])),
  );
}

/** The subjects that are sealed for a person: their own, drafts to them, and each text about them. */
export function subjectsOf(person: Person, texts: readonly TextAbout[]): string[] {
  return [person.ref, `text/${person.ref}`, ...texts.map(({ record }) => `text/${record}`)];
}
