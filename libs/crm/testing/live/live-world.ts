import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { HostedConnector, ProcessWriteJournal, type FieldValues, type Timing } from '../../src/index';
import type { Capabilities, ContractType, ContractWorld } from '../contract';
import { admitted } from './admission';
import { openHubSpot } from './open-hubspot';
import { openSalesforce } from './open-salesforce';
import { OwnRecords, writingOwnRecords } from './own-records';
import { runLabel } from './run-label';
import type { LiveSettings } from './settings';
import { idsOfRun, removeLeftOvers, removeRun, type RunParts } from './tidying';

const OPEN = { salesforce: openSalesforce, hubspot: openHubSpot } as const;

/** What a run has around it, but for the account. */
export interface Surroundings {
  timing: Timing;
  /** Says what a person who watches the run should know. */
  tell(line: string): void;
}

/** The machine's clock, and the terminal. */
export const REAL: Surroundings = {
  timing: { now: () => new Date(), sleep: (ms) => pause(ms) },
  tell: (line) => console.log(line),
};

const VENDOR = 'how the vendor fails cannot be chosen; its local server plays this case';
/** What can be tried on an account of a vendor's. */
export const LIVE_CAPABILITIES: Readonly<Record<LiveSettings['kind'], Capabilities>> = {
  salesforce: {
    merges: { cannot: 'Salesforce merges in its pages, Apex and the SOAP API, none of which is used here' },
    deletions: true,
    remote: { cannot: VENDOR },
  },
  hubspot: { merges: true, deletions: true, remote: { cannot: VENDOR } },
};

/**
 * An org or account of a vendor's as a world of the contract suite. It changes nothing but what it made itself, each
 * record named with the label of this run, and removes that when it stops, whatever became of the tests.
 * @throws Error when the account may be somebody's production, is too large or is not set up, before anything is made
 */
export async function liveWorld(
  settings: LiveSettings,
  surroundings: Partial<Surroundings> = {},
): Promise<ContractWorld> {
  const { timing, tell } = { ...REAL, ...surroundings };
  const opened = await OPEN[settings.kind](settings, timing);
  const { hands, crm, mapping, objects } = opened;
  const [own, label] = [new OwnRecords(), runLabel(timing.now(), randomUUID())];
  try {
    const account = await admitted(settings, opened);
    const old = await removeLeftOvers(hands, timing.now());
    tell(`${account.name}: records of this run are named "${label}"`);
    if (old > 0) tell(`removed ${old} records that former runs had left`);
  } catch (error) {
    opened.close();
    throw error;
  }
  const settle = () => timing.sleep(settings.settleMs);
  const run: RunParts = { hands, own, label, settle };
  const connector = new HostedConnector({ crm, mapping, timing, journal: new ProcessWriteJournal() });
  const typed = (type: ContractType, fields: FieldValues, id: string | null) =>
    mapping.toHosted(type, fields, id).values;
  const absent = (type: ContractType, id: string) => id === opened.neverGiven(type);
  return {
    label,
    connector: writingOwnRecords(connector, own, absent),
    people: {
      create: async (type, fields) => own.add(type, await hands.create(type, typed(type, fields, null), label)),
      async edit(type, id, fields) {
        own.mustHave(type, id);
        await hands.edit(type, id, typed(type, fields, id));
      },
      async remove(type, id) {
        own.mustHave(type, id);
        await hands.remove(type, id);
      },
      ...(hands.merge
        ? {
            async merge(type: ContractType, kept: string, gone: string) {
              own.mustHave(type, kept, gone);
              await hands.merge!(type, kept, gone);
            },
          }
        : {}),
    },
    async held(type, id, fields) {
      const values = await hands.values(type, id, mapping.selectionsOf(type)[0]!.fields);
      if (!values) return null;
      const stamp = { modifiedAt: timing.now(), modifiedBy: null, ours: false };
      const [state] = mapping.toCanon({ object: objects[type], id, values, ...stamp, state: 'live' });
      return Object.fromEntries(fields.map((field) => [field, state!.fields[field] ?? null]));
    },
    count: (type) => countOf(run, type),
    settle,
    neverGiven: opened.neverGiven,
    async stop() {
      try {
        await removeRun(run);
      } finally {
        opened.close();
      }
    },
  };
}

/** By what the CRM itself finds under the label, so that a record that was made twice is counted twice. */
async function countOf(parts: RunParts, type: ContractType): Promise<number> {
  await parts.settle();
  const ids = await idsOfRun(parts, type);
  const live = await Promise.all([...ids].map((id) => parts.hands.values(type, id, [])));
  return live.filter((values) => values !== null).length;
}
