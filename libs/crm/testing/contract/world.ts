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
  /** Where the CRM is not the suite's alone: what every name and key of this world begins with. */
  label?: string;
  /** An id in the CRM's own form that it never gave; `no-such-id` where any text will do. */
  neverGiven?(type: ContractType): string;
  stop(): Promise<void>;
}

/** That something can be tried, or why it cannot. */
export type Ability = true | { cannot: string };

/** What some CRMs can do and others cannot, and what can be tried on them. Cases that need more are told, not tried. */
export interface Capabilities {
  /** Two records can be made one. */
  merges: Ability;
  /** It tells that a record is gone. */
  deletions: Ability;
  /** The answer to a write of the connector can be lost, and a person can come between its reading and its writing. */
  remote: Ability;
}

type Case = (title: string, work: () => Promise<void>) => void;

/** `it` for cases that need an ability. Inside a `describe`: what was not tried is printed at its end, with the reason. */
export function casesNeeding(name: string, can: Capabilities): (ability: keyof Capabilities) => Case {
  const left: string[] = [];
  afterAll(() => {
    if (left.length > 0) console.log(`${name}, not tried:\n${left.join('\n')}`);
  });
  return (ability) => (title, work) => {
    const able = can[ability];
    if (able === true) it(title, work);
    else left.push(`- ${title}: ${able.cannot}`);
  };
}

/** A name or key as this world gives it. */
export const labelled = ({ label }: ContractWorld, text: string): string => (label ? `${label} ${text}` : text);

export const neverGiven = (world: ContractWorld, type: ContractType): string =>
  world.neverGiven?.(type) ?? 'no-such-id';

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

/** Every record of a type in pages, from the start or after a cursor; of a shared CRM those of this world alone. */
export async function pagesOf(
  world: ContractWorld,
  type: RecordType,
  cursor: string | null = null,
): Promise<{ states: RecordState[]; cursor: string }[]> {
  const pages: { states: RecordState[]; cursor: string }[] = [];
  for (let more = true; more;) {
    const page = await world.connector.backfill(type, cursor);
    pages.push({ states: page.states.filter((state) => isOf(world, state)), cursor: page.cursor });
    ({ cursor, more } = page);
  }
  return pages;
}

function isOf({ label }: ContractWorld, { fields }: RecordState): boolean {
  return label === undefined || String(fields['name']).startsWith(label);
}
