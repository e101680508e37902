import type { Row, Value } from './rows';

/** Change Data Capture Developer Guide, "Change Event Storage and Delivery": events are kept for three days. */
const RETENTION_MS = 72 * 3_600_000;

export interface ChangeEvent {
  replayId: number;
  at: number;
  channel: string;
  payload: { ChangeEventHeader: ChangeHeader } & Record<string, unknown>;
}

export interface ChangeHeader {
  entityName: string;
  recordIds: string[];
  changeType: string;
  changeOrigin: string;
  transactionKey: string;
  sequenceNumber: number;
  commitTimestamp: number;
  commitNumber: number;
  commitUser: string;
  nulledFields: string[];
  changedFields: string[];
}

export interface Change {
  object: string;
  id: string;
  type: 'CREATE' | 'UPDATE' | 'DELETE' | 'UNDELETE';
  values: Row;
  by: string;
  origin: string;
}

/** The event bus of an org: change events in the order of their commits, for 72 hours. */
export class EventBus {
  private events: ChangeEvent[] = [];
  private lastReplayId = 1000;
  private purgedUpTo = 0;

  constructor(
    private readonly now: () => Date,
    /** What becomes of a change: told in full, only that it was, or only that something of the object was. */
    private readonly fate: () => 'told' | 'gap' | 'overflow',
  ) {}

  publish(change: Change): void {
    const fate = this.fate();
    const names = Object.keys(change.values);
    const header: ChangeHeader = {
      entityName: change.object,
      recordIds: fate === 'overflow' ? ['000000000000000AAA'] : [change.id],
      changeType: fate === 'overflow' ? 'GAP_OVERFLOW' : fate === 'gap' ? `GAP_${change.type}` : change.type,
      changeOrigin: fate === 'told' ? change.origin : '',
      transactionKey: `0000${this.lastReplayId}`,
      sequenceNumber: 1,
      commitTimestamp: this.now().getTime(),
      commitNumber: this.lastReplayId * 10,
      commitUser: change.by,
      nulledFields: fate === 'told' ? names.filter((name) => change.values[name] === null) : [],
      changedFields: fate === 'told' && change.type === 'UPDATE' ? names : [],
    };
    // Replay ids grow, and not by one: other tenants' events lie between.
    this.lastReplayId += 1 + (this.lastReplayId % 3);
    this.events.push({
      replayId: this.lastReplayId,
      at: this.now().getTime(),
      channel: channelOf(change.object),
      payload: { ChangeEventHeader: header, ...(fate === 'told' ? compound(change.object, change.values) : {}) },
    });
  }

  /** Events of a channel after a replay id. -1: none of those that are; -2: all that are. `null`: not a valid id. */
  after(channel: string, replayId: number): ChangeEvent[] | null {
    this.purge();
    if (replayId === -1) return [];
    if (replayId !== -2 && (replayId < this.purgedUpTo || replayId > this.lastReplayId)) return null;
    return this.events.filter((event) => event.channel === channel && event.replayId > replayId);
  }

  tip(): number {
    return this.lastReplayId;
  }

  /** Forgets everything, as an org does that is moved to another instance. */
  forget(): void {
    this.purgedUpTo = this.lastReplayId + 1;
    this.lastReplayId += 2;
    this.events = [];
  }

  private purge(): void {
    const kept = this.events.findIndex(({ at }) => at > this.now().getTime() - RETENTION_MS);
    const gone = this.events.splice(0, kept < 0 ? this.events.length : kept);
    if (gone.length > 0) this.purgedUpTo = gone[gone.length - 1]!.replayId;
  }
}

/** Change Data Capture Developer Guide, "Subscription Channels": `/data/AccountChangeEvent`, `/data/Thing__ChangeEvent`. */
export function channelOf(object: string): string {
  return object.endsWith('__c') ? `/data/${object.replace(/c$/, 'ChangeEvent')}` : `/data/${object}ChangeEvent`;
}

const NAME_PARTS = ['FirstName', 'LastName', 'Salutation'];
const ADDRESS = /^(Billing|Shipping|Mailing|Other)(Street|City|State|PostalCode|Country)$/;

/** "Change Event Body Fields": parts of a compound field come inside it; a field that became empty is left out. */
function compound(object: string, values: Row): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  const inside = (name: string, part: string, value: Value) => {
    body[name] = { ...(body[name] as object | undefined), [part]: value };
  };
  for (const [name, value] of Object.entries(values)) {
    if (value === null) continue;
    const address = ADDRESS.exec(name);
    if ((object === 'Contact' || object === 'Lead') && NAME_PARTS.includes(name)) inside('Name', name, value);
    else if (address) inside(`${address[1]}Address`, address[2]!, value);
    else body[name] = value;
  }
  return body;
}
