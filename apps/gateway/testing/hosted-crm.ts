import type { RecordType } from '@salesagent/canon/sales';
import {
  changedFields,
  crmDdl,
  CrmForbidden,
  CrmUnavailable,
  InvalidField,
  PostgresCrm,
  RecordConflict,
  RecordNotFound,
  writeRecord,
  type ConditionalWrite,
  type CrmConnector,
  type CrmWrite,
  type FieldValues,
  type MayBegin,
  type RecordState,
  type StatePage,
  type WriteOutcome,
  type Writer,
  type WriteResult,
} from '@salesagent/crm';
import { everythingVisible } from '@salesagent/event-store/testing';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';

export type Call = 'position' | 'backfill' | 'changesSince' | 'read' | 'write';

/** What a test puts in the way of one call: thrown before it had an effect, or after. */
export interface Fault {
  call: Call;
  when: 'before' | 'after';
  error: Error;
}

/** Errors that say something of one write alone. */
const OF_ONE_WRITE = [RecordConflict, RecordNotFound, InvalidField, CrmForbidden];

/** Types a hosted CRM holds: documents and targets are not among them. */
const HELD: readonly RecordType[] = [
  'person',
  'product',
  'account',
  'contact',
  'opportunity',
  'activity',
  'case',
  'task',
];

/**
 * A CRM that somebody else runs: a PostgresCrm over a database of its own, with its people, and with what goes wrong
 * between us and it. `weak` compares and writes in two steps, as hosted CRMs do, and puts back what people lost.
 */
export class HostedCrmForTests implements CrmConnector {
  faults: Fault[] = [];
  calls: Call[] = [];
  /** Runs between comparing and writing of a weak write, and after a write took effect. */
  inWindow: () => Promise<void> = () => Promise.resolve();
  afterWrite: () => Promise<void> = () => Promise.resolve();
  windowHits = 0;
  /** Whether states name the action that wrote; else only that it was us. */
  namesActions = true;
  /** Whether times of changes are told to the second only, as Salesforce and many others do. */
  coarseTimes = false;
  readonly unheld = new Set<string>();
  private readonly arrived = new Set<string>();

  private constructor(
    readonly database: TestDatabase,
    readonly crm: PostgresCrm,
    readonly conditionalWrite: ConditionalWrite,
  ) {}

  static async start(conditionalWrite: ConditionalWrite = 'strong', poolSize = 10): Promise<HostedCrmForTests> {
    const database = await testDatabase({ poolSize });
    await database.pool.query('create schema crm');
    await database.pool.query(crmDdl());
    return new HostedCrmForTests(database, new PostgresCrm(database.pool), conditionalWrite);
  }

  drop(): Promise<void> {
    return this.database.drop();
  }

  /** What a person does in the CRM's own pages. */
  async person(by: string, type: RecordType, id: string, set: FieldValues): Promise<void> {
    const there = await this.crm.find(type, id);
    const operation = there ? 'update' : 'create';
    await this.crm.transact({ by, cause: 'edit' }, (client) => writeRecord(client, { type, id, operation, set }));
  }

  async deleted(by: string, type: RecordType, id: string): Promise<void> {
    await this.crm.transact({ by, cause: 'edit' }, (client) => this.crm.remove(client, type, id));
  }

  types(): readonly RecordType[] {
    return HELD;
  }

  holds(type: RecordType, field: string): boolean {
    return !this.unheld.has(`${type}.${field}`);
  }

  /** Objects are called as HubSpot calls them, and ids are numbers as there. */
  recordsOf(object: string, id: string): { type: RecordType; id: string }[] {
    const type = { companies: 'account', contacts: 'contact', deals: 'opportunity' }[object] as RecordType | undefined;
    return type ? [{ type, id: `${type[0]!.toUpperCase()}${id}` }] : [];
  }

  position(): Promise<string> {
    return this.through('position', async () => {
      await everythingVisible(this.database.pool);
      return this.crm.position();
    });
  }

  backfill(type: RecordType, cursor: string | null): Promise<StatePage> {
    return this.through('backfill', async () => this.told(await this.crm.backfill(type, cursor)));
  }

  changesSince(cursor: string): Promise<StatePage> {
    return this.through('changesSince', async () => {
      await everythingVisible(this.database.pool);
      const page = await this.crm.changesSince(cursor);
      return this.told({ ...page, states: page.states.filter(({ type }) => HELD.includes(type)) });
    });
  }

  read(type: RecordType, ids: readonly string[]): Promise<Map<string, RecordState>> {
    return this.through('read', async () => {
      const states = await this.crm.read(type, ids);
      return new Map([...states].map(([id, state]) => [id, this.mark(state)]));
    });
  }

  write(write: CrmWrite, writer: Writer): Promise<WriteResult> {
    return this.through('write', async () => {
      this.arrived.add(write.key);
      const result = await (this.conditionalWrite === 'strong' || write.operation !== 'update'
        ? this.crm.write(write, writer)
        : this.weakly(write, writer));
      await this.afterWrite();
      return result;
    });
  }

  /** One after the other; what is behind one that was left open is not sent. */
  async writeMany(writes: readonly CrmWrite[], writer: Writer, mayBegin?: MayBegin): Promise<WriteOutcome[]> {
    const outcomes: WriteOutcome[] = [];
    let broken: { error: unknown } | null = null;
    for (const write of writes) {
      const keptBack = this.arrived.has(write.key) ? null : await mayBegin?.().catch((error: unknown) => ({ error }));
      if (keptBack) {
        outcomes.push(keptBack);
        continue;
      }
      try {
        outcomes.push(broken ?? { result: await this.write(write, writer) });
      } catch (error) {
        outcomes.push({ error });
        if (!OF_ONE_WRITE.some((kind) => error instanceof kind)) broken = { error };
      }
    }
    return outcomes;
  }

  begun(keys: readonly string[]): Promise<ReadonlySet<string>> {
    return Promise.resolve(new Set(keys.filter((key) => this.arrived.has(key))));
  }

  /** Compared, then written: a person may be in between, and then has their value put back from the history. */
  private async weakly(write: CrmWrite, writer: Writer): Promise<WriteResult> {
    const { pool } = this.database;
    const known = await pool.query<{ result: WriteResult }>('select result from crm.written where key = $1', [
      write.key,
    ]);
    if (known.rows[0]) return known.rows[0].result;
    const seen = await this.crm.find(write.type, write.id);
    if (!seen) throw new RecordNotFound(write.type, write.id);
    const fields: FieldValues = seen.fields;
    for (const [field, expected] of Object.entries(write.expect ?? {})) {
      const actual = fields[field] ?? null;
      if (JSON.stringify(actual) !== JSON.stringify(expected ?? null))
        throw new RecordConflict(write.type, write.id, expected, actual, field);
    }
    await this.inWindow();
    const { key: _key, expect: _expect, ...blind } = write;
    const result = await this.crm.write({ ...blind, key: write.key }, writer);
    const hit = changedFields(
      Object.fromEntries(Object.keys(write.set).map((field) => [field, fields[field] ?? null])),
      result.before ?? {},
    );
    if (Object.keys(hit).length === 0) return result;
    this.windowHits += Object.keys(hit).length;
    // Not over what somebody wrote after ours.
    const expect = Object.fromEntries(Object.keys(hit).map((field) => [field, write.set[field] ?? null]));
    await this.crm
      .write({ ...blind, key: `${write.key}:restore`, set: hit, expect }, writer)
      .catch((error: unknown) => {
        if (!(error instanceof RecordConflict)) throw error;
      });
    return { ...result, restored: hit };
  }

  private async through<T>(call: Call, work: () => Promise<T>): Promise<T> {
    this.calls.push(call);
    const take = (when: Fault['when']): void => {
      const at = this.faults.findIndex((fault) => fault.call === call && fault.when === when);
      if (at >= 0) throw this.faults.splice(at, 1)[0]!.error;
    };
    take('before');
    const result = await work();
    take('after');
    return result;
  }

  private told(page: StatePage): StatePage {
    return { ...page, states: page.states.map((state) => this.mark(state)) };
  }

  private mark(state: RecordState): RecordState {
    const ours = state.by.includes(':');
    const changedAt = new Date(state.changedAt);
    if (this.coarseTimes) changedAt.setUTCMilliseconds(0);
    return { ...state, changedAt, ours, by: ours && !this.namesActions ? 'integration-user' : state.by };
  }
}

/** It did not answer: before the write took effect, or after. */
export function lostAnswer(mayHaveHappened: boolean): CrmUnavailable {
  return new CrmUnavailable('no answer from the CRM', 1, mayHaveHappened);
}
