import { eventsOf, POISON_KINDS, POISON_REASONS, type Outsider, type PoisonKind } from '@salesagent/bus/testing';
import type { OwnerDatabase, RunningStack } from '../harness';
import type { Group } from './consumers';
import { patiently, sleep } from './patience';

const TOPIC = 'crm.opportunity';
const PREFIX = 'opportunity/poison-';

interface ParkedKey {
  service: string;
  consumer: string;
  source: string;
  key: string;
  sequence: number;
}

/** Poison put on the bus by somebody else, each under a key of its own, and what became of it. */
export class Poison {
  private readonly sent = new Map<string, PoisonKind>();

  constructor(
    private readonly company: string,
    private readonly outsider: Outsider,
  ) {}

  get count(): number {
    return this.sent.size;
  }

  /** One event, of each kind in turn; again while the bus is down. */
  async send(): Promise<void> {
    const kind = POISON_KINDS[this.sent.size % POISON_KINDS.length]!;
    const key = `${PREFIX}${this.sent.size + 1}`;
    this.sent.set(key, kind);
    await patiently(async () => {
      await this.outsider(kind, eventsOf(this.company).aStageMove(key, 1));
      return true;
    });
  }

  /** @returns what is not parked, with its reason, in every consumer that reads the topic */
  async notParked(database: OwnerDatabase, groups: readonly Group[]): Promise<string[]> {
    const problems: string[] = [];
    for (const { schema, group } of groups.filter(({ topics }) => topics.has(`${this.company}.${TOPIC}`))) {
      const rows = await database.query<{ key: string; reason: string }>(
        `select key, reason from "${schema}".parked where consumer = $1 and attempts > 0`,
        [group],
      );
      const reasons = new Map(rows.map(({ key, reason }) => [key, reason]));
      for (const [key, kind] of this.sent) {
        const reason = reasons.get(key);
        if (reason === undefined) problems.push(`${group} did not park ${key} (${kind})`);
        else if (!POISON_REASONS[kind].test(reason)) problems.push(`${group} parked ${key} (${kind}) as: ${reason}`);
      }
    }
    return problems;
  }

  /** As an operator: lets every poison event go, in every service. */
  async discardAll(stack: RunningStack): Promise<number> {
    let discarded = 0;
    for (let looks = 0; looks < 10; looks += 1) {
      const { keys } = await stack.api<{ keys: ParkedKey[] }>('/api/parked');
      const ours = keys.filter(({ key }) => key.startsWith(PREFIX));
      if (ours.length === 0) return discarded;
      for (const { service, consumer, source, key, sequence } of ours) {
        const body = { service, consumer, source, key, sequence, reason: 'poison of the fault suite' };
        await stack.api('/api/parked/discard', { method: 'POST', body });
        discarded += 1;
      }
      await sleep(200);
    }
    return discarded;
  }
}
