import type { IntegrationEvent, WinCurve } from '@salesagent/canon/events';
import type { Playbook } from '@salesagent/playbook';
import { BatchContext } from '../batch-context';
import type { Action, Tally } from '../define';
import { declaredNeeds } from '../needs';
import type { PastDeals } from './past-deals';
import { PastMirror } from './past-mirror';

/** What the actions of a service know at one moment of the past. */
export class PastKnowledge {
  readonly mirror: PastMirror;
  /** Grows with whatever a look could read; a look at the same comes to the same. */
  generation = 0;
  day = '';
  private readonly tallies = new Map<string, Tally>();
  private readonly counted: ReadonlySet<string>;
  private curve: WinCurve | null = null;
  private batch: BatchContext | null = null;

  constructor(
    private readonly actions: readonly Action[],
    private readonly deals: PastDeals,
    private readonly playbook: Playbook,
    private readonly open: (value: unknown) => Promise<unknown>,
  ) {
    this.mirror = new PastMirror(declaredNeeds(actions));
    this.counted = new Set(actions.flatMap((a) => a.counts ?? []));
  }

  apply(batch: readonly IntegrationEvent[]): void {
    this.mirror.apply(batch);
    this.deals.apply(batch);
    for (const { type, topic, key, occurredAt } of batch) {
      if (!this.counted.has(type) || !topic.includes('.crm.')) continue;
      const name = `${key}\n${type}`;
      const t = this.tallies.get(name);
      this.tallies.set(name, {
        count: (t?.count ?? 0) + 1,
        firstAt: t?.firstAt && t.firstAt < occurredAt ? t.firstAt : occurredAt,
        lastAt: t?.lastAt && t.lastAt > occurredAt ? t.lastAt : occurredAt,
      });
    }
    if (batch.length > 0) this.changed();
  }

  begin(day: string): void {
    this.day = day;
    this.changed();
  }

  /** Something closed: the curve is fitted again, from what is known by now. */
  refit(): void {
    if (this.actions.some((a) => a.uses?.winCurve)) {
      this.curve = this.deals.fit(this.day);
      this.changed();
    } else if (this.actions.some((a) => a.effect !== 'insight')) this.deals.measure(this.day);
  }

  /** What `gather` reads, shared by all looks until something changes. */
  context(): BatchContext {
    return (this.batch ??= new BatchContext({
      mirror: this.mirror,
      businessDate: this.day,
      winCurve: this.curve,
      playbook: this.playbook,
      tallies: this.tallies,
      holds: (type, field) => Promise.resolve(this.mirror.holds(type, field)),
      open: this.open,
    }));
  }

  private changed(): void {
    this.batch = null;
    this.generation += 1;
  }
}
