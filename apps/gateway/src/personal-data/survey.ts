import type { ClientBase } from 'pg';
import type { Person } from './person';
import { documentsNaming, plainCopies, type HeldDocument, type PlainCopy } from './held-copies';
import { plainMentions, subjectsOf, textsAbout, type PlainMention, type TextAbout } from './texts-about';
import { ownColumns } from './fields';
import { ERASED } from './erased';

/** Everything this company's system keeps of a person, by where it is kept. */
export interface Survey {
  person: Person;
  /** Subjects whose sealed values are about them. */
  subjects: string[];
  texts: TextAbout[];
  mentions: PlainMention[];
  copies: PlainCopy[];
  documents: HeldDocument[];
}

export async function survey(client: ClientBase, person: Person): Promise<Survey> {
  const texts = await textsAbout(client, person);
  return {
    person,
    texts,
    subjects: subjectsOf(person, texts),
    mentions: await plainMentions(client, person),
    copies: await plainCopies(client, person),
    documents: await documentsNaming(client, person),
  };
}

/** What an erasure takes away, by where it is kept: what the dry run shows and the record of the erasure says. */
export interface ErasureCounts {
  /** Keys: with each, everything sealed under it closes, in every log, read model and backup of them. */
  keys: number;
  /** Names, addresses and numbers in the CRM. */
  values: number;
  /** CRM records whose free text goes. */
  texts: number;
  /** Business texts (a deal's name) that name the person. */
  mentions: number;
  /** Captured CRM changes that hold one of these values. */
  changes: number;
  /** What earlier imports said, and the names they were known by there. */
  importMemory: number;
  /** Proposals, import reports and other copies in plain. */
  copies: number;
  documents: number;
}

export async function counted(client: ClientBase, found: Survey): Promise<ErasureCounts> {
  const { person, subjects, texts, mentions, copies, documents } = found;
  const records = [person.ref, ...texts.map((t) => t.record), ...mentions.map((m) => m.record)];
  const { rows } = await client.query<{ keys: number; changes: number; said: number; names: number }>(
    `select (select count(*)::int from vault.key where subject = any($1::text[]) and key is not null) as keys,
            (select count(*)::int from crm.change c where c.record_type || '/' || c.record_id = any($2::text[])) as changes,
            (select count(*)::int from crm.imported i where i.record_type || '/' || i.record_id = any($2::text[])) as said,
            (select count(*)::int from crm.import_key k where k.record_type || '/' || k.record_id = $3) as names`,
    [subjects, [...new Set(records)], person.ref],
  );
  const { keys, changes, said, names } = rows[0]!;
  const values = ownColumns(person.type).filter(
    ({ field }) => typeof person.fields[field] === 'string' && person.fields[field] !== ERASED,
  ).length;
  const written = texts.filter((t) => Object.values(t.texts).some((text) => text !== ERASED)).length;
  return {
    ...{ keys, values, texts: written, mentions: mentions.length, changes, importMemory: said + names },
    ...{ copies: copies.length, documents: documents.length },
  };
}

/** Nothing is left that an erasure would change; captured changes stay, without values. */
export function nothingLeft({ keys, values, texts, mentions, copies, documents }: ErasureCounts): boolean {
  return keys + values + texts + mentions + copies + documents === 0;
}
