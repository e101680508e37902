import type { RecordType } from '@salesagent/canon/sales';
import type { CrmConnector, FieldValues, RecordState } from '../../src/index';
import type { HttpFault } from '../hosted/faults';

/** Record types the suite works with; every CRM has them. */
export type ContractType = Extract<RecordType, 'account' | 'contact' | 'opportunity'>;

/** A request that was not answered, or refused because there were too many. */
export type WriteFailure = 'before it took effect' | 'after it took effect' | 'for a limit';

/** The HTTP fault that makes a write fail so. */
export const WRITE_FAULTS = {
  'before it took effect': 'dropped-before',
  'after it took effect': 'dropped-after',
  'for a limit': 'rate-limited',
} as const satisfies Record<WriteFailure, HttpFault>;

/** A CRM under test, and the hands of people in it, who do not go through the connector. */
export interface ContractWorld {
  connector: CrmConnector;
  people: {
    /** @returns the CRM's id */
    create(type: ContractType, fields: FieldValues): Promise<string>;
    edit(type: ContractType, id: string, fields: FieldValues): Promise<void>;
    remove(type: ContractType, id: string): Promise<void>;
    /** Absent where the CRM cannot merge. */
    merge?(type: ContractType, kept: string, gone: string): Promise<void>;
  };
  /** What the CRM holds, read past the connector; `null` when the record is gone. */
  held(type: ContractType, id: string, fields: readonly string[]): Promise<FieldValues | null>;
  /** How many records of a type the CRM holds. */
  count(type: ContractType): Promise<number>;
  /** How the next write request of the connector fails, or the one so many after it; of a remote CRM. */
  failNextWrite?(how: WriteFailure, later?: number): void;
  /** Runs when the next write has arrived and before it takes effect; of a remote CRM. */
  beforeNextWrite?(work: () => Promise<void>): void;
  /** Changes may be told only after a while (an index that lags), or with a coarse time: lets it pass. */
  settle?(): Promise<void>;
  stop(): Promise<void>;
}

/** What a CRM can do that others cannot; what it cannot is not tested. */
export interface Capabilities {
  merges: boolean;
  /** The connector's write is a request whose answer can be lost, and a person can come between reading and writing. */
  remote: boolean;
}

/** Stands where a scenario has no meaning for a CRM. */
export const noTest = (_name: string, _work: () => Promise<void>): void => undefined;

export const AGENT = { by: 'action-1', cause: 'action-1' };

/** All changes after a cursor, page by page. */
export async function changesAfter(
  world: ContractWorld,
  cursor: string,
): Promise<{ states: RecordState[]; cursor: string }> {
  await world.settle?.();
  const states: RecordState[] = [];
  for (let more = true; more;) {
    const page = await world.connector.changesSince(cursor);
    states.push(...page.states);
    ({ cursor, more } = page);
  }
  return { states, cursor };
}

/** Every record of a type, page by page, each page read by `read`. */
export async function everyRecord(world: ContractWorld, type: RecordType): Promise<RecordState[]> {
  const states: RecordState[] = [];
  let cursor: string | null = null;
  for (let more = true; more;) {
    const page = await world.connector.backfill(type, cursor);
    states.push(...page.states);
    ({ cursor, more } = page);
  }
  return states;
}
