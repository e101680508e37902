import { randomUUID } from 'node:crypto';
import type { ClientBase, Pool, PoolClient } from 'pg';
import { eventId } from '@salesagent/canon/events';
import { parseRecordRef, type Clock, type RecordRef, type RecordType } from '@salesagent/canon/sales';
import { updateRecords, writeAs, type FieldValues } from '@salesagent/crm';
import type { EventStore } from '@salesagent/event-store';
import { eraseKeys, Tombstones, type Identity, type Sealer } from '@salesagent/sealing';
import { ERASED } from './erased';
import { identitiesOf } from './erased-people';
import { beginErasure } from './erasure-lock';
import { freeTextColumns, ownColumns, plainColumns, type TextColumn } from './fields';
import { readPerson, type Person } from './person';
import { counted, nothingLeft, survey, type ErasureCounts, type Survey } from './survey';

export interface ErasureRequest {
  ref: string;
  by: string;
  reason: string;
  /** Also somebody who is not held, or without values: a page that tells of them may be on its way, and is left empty. */
  unheldToo?: boolean;
}

export interface ErasurePlan {
  ref: string;
  /** True when there is nothing left to erase. */
  done: boolean;
  counts: ErasureCounts;
  /** Business texts that name the person. They are mended in the CRM, but are sealed nowhere: their former values stay
   *  in the log. */
  stays: { record: string; field: string }[];
}

export interface Erased extends ErasurePlan {
  erasedAt: string | null;
}

/** The reason would put into the record what the erasure takes out of it. */
export class ReasonNamesPerson extends Error {
  override readonly name = 'ReasonNamesPerson';
  constructor() {
    super('The reason names the person, and it is kept for good: say why without name, address or number.');
  }
}

export function erasureStream(ref: string): string {
  return `erasure/${ref}`;
}

/**
 * Erases people. Everything is one transaction: the keys, the CRM, what was captured of it, what imports remember,
 * copies, documents, the tombstone and the event that says so; a crash leaves all of it or nothing.
 */
export class Erasure {
  constructor(
    private readonly parts: {
      pool: Pool;
      store: EventStore;
      sealer: Sealer;
      clock: Clock;
      /** Called when the CRM has changes to be read. */
      changed: () => void;
    },
  ) {}

  /** What an erasure would take away; nothing is changed. @throws UnknownPerson */
  async plan(ref: string): Promise<ErasurePlan> {
    const client = await this.parts.pool.connect();
    try {
      await client.query('begin read only');
      const found = await survey(client, await readPerson(client, ref));
      return planOf(found, await counted(client, found));
    } finally {
      await client.query('rollback');
      client.release();
    }
  }

  /** Idempotent: with nothing left, nothing is written but the tombstone. @throws UnknownPerson, ReasonNamesPerson */
  async erase({ ref, by, reason, unheldToo = false }: ErasureRequest): Promise<Erased> {
    const { store, sealer, clock } = this.parts;
    const stream = erasureStream(ref);
    const { answer, subjects } = await store.transact([stream], async (tx) => {
      await beginErasure(tx.client);
      const person = await readPerson(tx.client, ref, unheldToo ? 'by reference' : 'unknown');
      if (person.mentions.inPart(reason)) throw new ReasonNamesPerson();
      const found = await survey(tx.client, person);
      const counts = await counted(tx.client, found);
      const plan = planOf(found, counts);
      if (plan.done && unheldToo) await leaveTombstones(tx.client, found);
      if (plan.done) return { answer: { ...plan, erasedAt: await erasedAt(tx.client, person) }, subjects: [] };
      const cause = randomUUID();
      await writeAs(tx.client, { by, cause: `erasure:${cause}` });
      await eraseKeys(tx.client, found.subjects);
      await leaveTombstones(tx.client, found);
      await clearCrm(tx.client, found);
      await clearCopies(tx.client, found);
      const now = clock.now();
      await tx.append(stream, 'any', [
        {
          id: eventId(cause, stream, 'SubjectErased'),
          type: 'SubjectErased',
          data: { subject: ref, sealedSubjects: found.subjects, by, reason, counts },
          occurredAt: now,
          correlationId: cause,
          causationId: cause,
          actor: by,
        },
      ]);
      return { answer: { ...plan, erasedAt: now.toISOString() }, subjects: found.subjects };
    });
    sealer.forget(subjects);
    this.parts.changed();
    return answer;
  }
}

function planOf({ person, mentions }: Survey, counts: ErasureCounts): ErasurePlan {
  const stays = mentions.map(({ record, field }) => ({ record, field }));
  return { ref: person.ref, done: nothingLeft(counts), counts, stays };
}

async function erasedAt(client: ClientBase, { ref }: Person): Promise<string | null> {
  const { rows } = await client.query<{ at: Date | null }>(
    'select max(erased_at) as at from vault.tombstone where record = $1',
    [ref],
  );
  return rows[0]?.at?.toISOString() ?? null;
}

/** What an import would know the person by, and what it would say of them again. */
async function leaveTombstones(client: PoolClient, { person, texts }: Survey): Promise<void> {
  const { ref, type, accountId, names, emails } = person;
  const written = texts.flatMap((t) => Object.values(t.texts)).filter((text) => text !== ERASED);
  const identities: Identity[] = [
    { kind: 'record', value: ref },
    ...identitiesOf(type, accountId, names, emails),
    ...written.map((value) => ({ kind: 'text' as const, value })),
  ];
  await (await Tombstones.load(client)).add(client, ref, identities);
}

async function clearCrm(client: PoolClient, { person, texts, mentions }: Survey): Promise<void> {
  const own = ownColumns(person.type);
  const edits = new Map<RecordRef, { columns: TextColumn[]; set: FieldValues }>();
  const edit = (record: RecordRef, columns: readonly TextColumn[], set: FieldValues): void => {
    const known = edits.get(record) ?? { columns: [], set: {} };
    edits.set(record, { columns: [...known.columns, ...columns], set: { ...known.set, ...set } });
  };
  edit(person.ref, own, Object.fromEntries(own.map(({ field }) => [field, field === 'name' ? ERASED : null])));
  for (const { record, going } of texts) {
    // What was captured of them goes as a whole: an earlier wording may name the person where the present one does not.
    const columns = freeTextColumns(parseRecordRef(record).type);
    edit(record, columns, Object.fromEntries(going.map(({ field }) => [field, null])));
  }
  for (const { record, field, value } of mentions) {
    const columns = plainColumns(parseRecordRef(record).type).filter((c) => c.field === field);
    edit(record, columns, { [field]: person.mentions.without(value, ERASED) ?? ERASED });
  }
  for (const [type, rows] of byType(edits)) {
    await updateRecords(
      client,
      type,
      rows.map(({ id, set }) => ({ id, fields: set })),
      'deleted ones too',
    );
    await clearHistory(client, type, rows);
  }
  await client.query('delete from crm.import_key where record_type = $1 and record_id = $2', [person.type, person.id]);
  // What is written of these records from now on is about somebody else, unless it is linked anew.
  await client.query('delete from vault.text_person where person = $1', [person.ref]);
}

interface Edit {
  id: string;
  columns: TextColumn[];
  set: FieldValues;
}

function byType(edits: ReadonlyMap<RecordRef, Omit<Edit, 'id'>>): Map<RecordType, Edit[]> {
  const groups = new Map<RecordType, Edit[]>();
  for (const [record, edit] of edits) {
    const { type, id } = parseRecordRef(record);
    groups.set(type, [...(groups.get(type) ?? []), { id, ...edit }]);
  }
  return groups;
}

/** The captured changes keep that there was a value; imports forget it. The change of the erasure itself included. */
async function clearHistory(client: PoolClient, type: RecordType, rows: readonly Edit[]): Promise<void> {
  const told = JSON.stringify(
    rows.map(({ id, columns }) => ({
      id,
      columns: columns.map((c) => c.column),
      fields: columns.map((c) => c.field),
    })),
  );
  const cleared = (side: 'before' | 'after'): string =>
    `${side} = ${side} || (select coalesce(jsonb_object_agg(k, $3::text), '{}') from jsonb_object_keys(coalesce(${side}, '{}')) k
                 where k = any(array(select jsonb_array_elements_text(x.columns))))`;
  await client.query(
    `update crm.change c set ${cleared('before')}, ${cleared('after')}
     from jsonb_to_recordset($2::jsonb) as x(id text, columns jsonb) where c.record_type = $1 and c.record_id = x.id`,
    [type, told, ERASED],
  );
  await client.query(
    `update crm.imported i set fields = i.fields - array(select jsonb_array_elements_text(x.fields))
     from jsonb_to_recordset($2::jsonb) as x(id text, fields jsonb) where i.record_type = $1 and i.record_id = x.id`,
    [type, told],
  );
}

async function clearCopies(client: PoolClient, { copies, documents }: Survey): Promise<void> {
  for (const { table, keySql, key, column, clean } of copies) {
    const value = TEXT_COLUMNS.has(`${table}.${column}`) ? clean : JSON.stringify(clean);
    await client.query(`update ${table} set ${column} = $2 where ${keySql} = $1`, [key, value]);
  }
  await client.query('delete from gateway.document_content where digest = any($1::text[])', [
    documents.map((d) => d.digest),
  ]);
  // Of an import that is written, the files wait only for its end.
  await client.query(
    `delete from gateway.import_file f using gateway.import i
     where i.id = f.import_id and i.phase not in ('reading', 'writing')`,
  );
}

/** Columns that hold their text as it is; the others hold JSON. */
const TEXT_COLUMNS: ReadonlySet<string> = new Set(['gateway.import.label', 'gateway.import.mapping']);
