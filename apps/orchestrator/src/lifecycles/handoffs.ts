import { addDays, type RecordType } from '@salesagent/canon/sales';
import type { EventStore, StoreTransaction } from '@salesagent/event-store';
import { addBusinessDays, localTime, startOfLocalDay, type Calendar, type Lifecycles } from '@salesagent/governance';
import { SqlMirror } from '@salesagent/mirror';
import type { Clock } from '@salesagent/platform';
import { lifecycleEvent } from './lifecycle-events';
import { tellDeal } from './rows';

const SCHEMA = 'orchestrator';

/** A hand-off as its own stream tells it. */
export interface Handoff {
  state: 'open' | 'overdue' | 'acknowledged' | 'lapsed';
  accountId: string | null;
  from: string | null;
  to: string | null;
  /** `YYYY-MM-DD`. */
  acknowledgeBy: string;
}

export type HandoffRefusal = 'unknown' | 'not-receiver' | 'lapsed';

/** An acknowledgement that is not taken, with what to do instead. */
export class HandoffRefused extends Error {
  constructor(
    readonly code: HandoffRefusal,
    message: string,
  ) {
    super(message);
    this.name = 'HandoffRefused';
  }
}

interface Won {
  opportunityId: string;
  /** What the hand-off comes of: the record and its version. */
  cause: string;
  fields: Readonly<Record<string, unknown>>;
}

export const handoffStream = (opportunityId: string): string => `handoff/${opportunityId}`;

/** The newest hand-off of a stream; null when there never was one. */
export function readHandoff(events: readonly { type: string; data: unknown }[]): Handoff | null {
  return events.reduce<Handoff | null>(evolve, null);
}

function evolve(handoff: Handoff | null, { type, data }: { type: string; data: unknown }): Handoff | null {
  if (type === 'HandoffOpened') {
    const { accountId, from, to, acknowledgeBy } = data as Handoff;
    return { state: 'open', accountId, from, to, acknowledgeBy };
  }
  if (handoff === null) return null;
  if (type === 'HandoffAcknowledged') return { ...handoff, state: 'acknowledged' };
  if (type === 'HandoffOverdue' && handoff.state === 'open') return { ...handoff, state: 'overdue' };
  return type === 'HandoffLapsed' ? { ...handoff, state: 'lapsed' } : handoff;
}

/** When the time to acknowledge is over: midnight after the last day, where the company is. */
export function endOfHandoff({ acknowledgeBy }: Handoff, { timeZone }: Calendar): string {
  return startOfLocalDay(addDays(acknowledgeBy, 1), timeZone).toISOString();
}

/** Hand-offs of deals that were won, from the one who sold to the one who looks after the account. */
export class Handoffs {
  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly playbook: Lifecycles['handoff'],
    private readonly calendar: () => Promise<Calendar>,
  ) {}

  async of(opportunityId: string): Promise<Handoff | null> {
    return readHandoff(await this.store.read(handoffStream(opportunityId)));
  }

  /** Opens the hand-off of a win, once; what it hands over is written down as it is now. */
  async open({ opportunityId, cause, fields }: Won): Promise<Handoff> {
    const { timeZone, holidays } = await this.calendar();
    const account = text(fields['accountId']);
    const keeper = account === null ? null : await new SqlMirror(this.store.pool, SCHEMA).get('account', account);
    const now = this.clock.now();
    const days = this.playbook.acknowledgeBusinessDays;
    const opened = {
      accountId: account,
      from: text(fields['ownerId']),
      to: text(keeper?.fields['ownerId']),
      acknowledgeBy: addBusinessDays(localTime(now, timeZone).date, days, { timeZone, holidays }),
    };
    return this.change(opportunityId, async (tx, present, stream) => {
      if (present !== null && present.state !== 'lapsed') return present;
      const handedOver = await this.handedOver(tx, opportunityId, fields);
      const data = { opportunityId, ...opened, handedOver };
      await tx.append(stream, 'any', [lifecycleEvent('HandoffOpened', stream, data, { cause, at: now })]);
      return { ...opened, state: 'open' };
    });
  }

  /** The person who takes over has seen it; also later than asked. Twice is once. @throws HandoffRefused */
  async acknowledge(opportunityId: string, who: { personId: string | null; mayForOthers: boolean }): Promise<Handoff> {
    const end = this.calendar();
    const now = this.clock.now();
    const handoff = await this.change(opportunityId, async (tx, present, stream) => {
      if (present === null)
        throw new HandoffRefused('unknown', `No hand-off of ${opportunityId} is known: only a won deal has one`);
      if (present.state === 'lapsed')
        throw new HandoffRefused('lapsed', `The hand-off of ${opportunityId} is void: the deal is open again`);
      const receives = present.to === null ? who.mayForOthers : who.personId === present.to;
      if (!receives)
        throw new HandoffRefused(
          'not-receiver',
          present.to === null
            ? 'Nobody owns the account: operations acknowledges, or gives the account an owner'
            : `Only ${present.to}, who takes over, acknowledges this hand-off`,
        );
      if (present.state === 'acknowledged') return present;
      const late = now.toISOString() >= endOfHandoff(present, await end);
      const data = { opportunityId, accountId: present.accountId, by: who.personId ?? 'operations', late };
      const cause = `${opportunityId}@${present.acknowledgeBy}`;
      const event = lifecycleEvent('HandoffAcknowledged', stream, data, { cause, at: now, actor: data.by });
      await tx.append(stream, 'any', [event]);
      return { ...present, state: 'acknowledged' };
    });
    await tellDeal(this.store.pool, opportunityId, now);
    return handoff;
  }

  /** Asks the manager of whoever takes over, once, unless it was acknowledged meanwhile. */
  async overdue(opportunityId: string, nominalTime: string): Promise<void> {
    await this.change(opportunityId, async (tx, present, stream) => {
      if (present === null || present.state !== 'open') return present;
      const { accountId, to, acknowledgeBy } = present;
      const person = to === null ? null : await new SqlMirror(tx.client, SCHEMA).get('person', to);
      const data = { opportunityId, accountId, to, acknowledgeBy, askedOf: text(person?.fields['managerId']) };
      const cause = `${opportunityId}@${nominalTime}`;
      await tx.append(stream, 'any', [lifecycleEvent('HandoffOverdue', stream, data, { cause, at: this.clock.now() })]);
      return { ...present, state: 'overdue' };
    });
  }

  /** A deal that is open again was not won: its hand-off, acknowledged or not, is void. */
  async lapse(opportunityId: string, cause: string): Promise<void> {
    await this.change(opportunityId, async (tx, present, stream) => {
      if (present === null || present.state === 'lapsed') return present;
      const data = { opportunityId, accountId: present.accountId, reason: 'the deal is open again' };
      await tx.append(stream, 'any', [lifecycleEvent('HandoffLapsed', stream, data, { cause, at: this.clock.now() })]);
      return { ...present, state: 'lapsed' };
    });
  }

  private change<H extends Handoff | null>(
    opportunityId: string,
    decide: (tx: StoreTransaction, present: Handoff | null, stream: string) => Promise<H>,
  ): Promise<H> {
    const stream = handoffStream(opportunityId);
    return this.store.transact([stream], async (tx) => decide(tx, readHandoff(await tx.read(stream)), stream));
  }

  /** The playbook's list as it is on the day of the win; records by reference, as their words may be personal. */
  private async handedOver(
    tx: StoreTransaction,
    opportunityId: string,
    fields: Readonly<Record<string, unknown>>,
  ): Promise<object[]> {
    const mirror = new SqlMirror(tx.client, SCHEMA);
    const refs = async (type: RecordType, kept: (fields: Readonly<Record<string, unknown>>) => boolean) =>
      (await mirror.where(type, 'opportunityId', opportunityId))
        .filter((row) => kept(row.fields))
        .map((row) => `${type}/${row.id}`);
    const list: object[] = [];
    for (const { what, name } of this.playbook.handsOver) {
      if (what === 'documents') list.push({ what, name, records: await refs('document', () => true) });
      else if (what === 'promises') {
        const tasks = await refs('task', (task) => task['status'] === 'open');
        const step = fields['nextStepDate'] ? [`opportunity/${opportunityId}`] : [];
        list.push({ what, name, records: [...tasks, ...step] });
      } else {
        const evidence = (fields['meddicc'] ?? {}) as Record<string, number>;
        list.push({ what, name, records: [`opportunity/${opportunityId}`], evidence });
      }
    }
    return list;
  }
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
