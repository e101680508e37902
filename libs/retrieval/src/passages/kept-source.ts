import type { Pool } from 'pg';
import { indexSource, type IndexChange } from '../indexing';
import type { DocumentSource, SourceProblem } from '../sources/source';
import type { PassageStore } from '../store';

/** A source as the keeper is told of it. */
export interface KeptSource {
  source: DocumentSource;
  /** Where it lies, for people: a folder, or a version of the playbook. */
  place: string;
}

/** What was wrong with an edition of a document. */
interface Noted {
  hash: string;
  readable: boolean;
  problems: SourceProblem[];
  /** How often in a row it could not be read for a reason that may pass; what was indexed of it is there still. */
  tries?: number;
}

export interface LookOptions {
  /** Tries also what failed too often. */
  heldToo?: boolean;
  /** Asked after each document: whether the rest is to be left for the next look. */
  enough?: () => Promise<boolean>;
}

/** Tries of a document in a row, one a look. */
const TRIES = 3;
const HELD = 'It is tried again when it changes, or on `salesagent playbook index --stack`.';

/** What is remembered of a source between two looks, and told of it (`retrieval_source`). */
export type Problems = Record<string, Noted>;

/**
 * Brings one source up to date and notes how it was found. A file that cannot be read is tried again when it is another,
 * one that failed for a reason that may pass at the next looks; what is wrong with an edition is told as long as it lies
 * there.
 */
export async function keepSource(
  pool: Pool,
  store: PassageStore,
  { source, place }: KeptSource,
  { heldToo = false, enough }: LookOptions = {},
): Promise<IndexChange> {
  const { rows } = await pool.query<{ problems: Problems }>('select problems from retrieval_source where source = $1', [
    source.name,
  ]);
  const before = rows[0]?.problems ?? {};
  const entries = await source.entries();
  const there = new Map(entries.map(({ id, hash }) => [id, hash]));
  const held = new Map(Object.entries(before).filter(([id, { hash }]) => there.get(id) === hash));
  const triesOf = (id: string): number => held.get(id)?.tries ?? 0;
  const worthReading = entries.filter(({ id }) => held.get(id)?.readable !== false || triesOf(id) > 0);
  const change = await indexSource(
    store,
    { name: source.name, entries: () => worthReading },
    {
      leave: ({ id }) => !heldToo && triesOf(id) >= TRIES,
      enough,
      onRead: ({ id, hash }, problems, outcome) => {
        const tries = outcome === 'failed' ? triesOf(id) + 1 : 0;
        const told = tries < TRIES ? problems : problems.map((problem) => ({ ...problem, suggestion: HELD }));
        if (problems.length === 0) held.delete(id);
        else held.set(id, { hash, readable: outcome === 'indexed', problems: told, ...(tries > 0 && { tries }) });
      },
    },
  );
  const changed = change.added + change.changed + change.removed > 0;
  await pool.query(LOOKED_AT, [source.name, place, JSON.stringify(Object.fromEntries(held)), changed]);
  // Told as it is now, not only of what was read in this look.
  const noted = [...held.values()];
  const unreadable = noted.filter(({ readable }) => !readable).length;
  return { ...change, unreadable, problems: noted.flatMap(({ problems }) => problems) };
}

/** It could not be looked at: what was indexed stays, and that it may be old is told. */
export async function noteFailure(pool: Pool, { source, place }: KeptSource, failure: string): Promise<void> {
  await pool.query(FAILED, [source.name, place, failure]);
}

const LOOKED_AT = `
  insert into retrieval_source as held (source, place, problems, since, looked_at)
  values ($1, $2, $3, now(), now())
  on conflict (source) do update
    set place = excluded.place, problems = excluded.problems, looked_at = now(), failure = null,
        since = case when $4 then now() else held.since end`;

const FAILED = `
  insert into retrieval_source (source, place, failure, since, looked_at) values ($1, $2, $3, now(), now())
  on conflict (source) do update set place = excluded.place, failure = excluded.failure, looked_at = now()`;
