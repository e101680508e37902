import type { HostedValues } from '../../src/index';
import type { SalesforceServer } from './salesforce-server';
import { STAGES } from './sales-cloud';

type Act = 'make' | 'edit' | 'edit-late' | 'delete' | 'merge';

/** People at the screen who do something at random: most edit, some make, few delete or merge. */
export class RandomPeople {
  /** How often each was done. */
  readonly acts = new Map<Act, number>();
  private number = 0;

  constructor(
    private readonly server: SalesforceServer,
    private readonly random: () => number,
    private readonly names: readonly string[],
  ) {}

  act(): void {
    const object = this.pick(['Account', 'Contact', 'Opportunity', 'Task']);
    const id = this.any(object);
    const dice = this.random();
    const who = this.pick(this.names);
    if (!id || dice < 0.25) return this.note('make', () => this.server.createAs(who, object, this.values(object)));
    if (dice < 0.8) return this.note('edit', () => this.server.editAs(who, object, id, this.values(object)));
    if (dice < 0.87) {
      const late = Math.floor(this.random() * 60_000);
      return this.note('edit-late', () => this.server.editLateAs(who, object, id, this.values(object), late));
    }
    if (dice < 0.94) return this.note('delete', () => this.server.deleteAs(who, object, id));
    const [master, other] = [this.any('Account'), this.any('Account')];
    if (master && other && master !== other)
      this.note('merge', () => this.server.mergeAs(who, 'Account', master, other));
  }

  /** A live record, or nothing where there is none. */
  any(object: string): string | undefined {
    const live = this.server.rows(object).filter((row) => row['IsDeleted'] !== true);
    return live.length === 0 ? undefined : String(this.pick(live)['Id']);
  }

  deal(): HostedValues {
    return this.values('Opportunity');
  }

  private values(object: string): Record<string, string | number | null> {
    const n = (this.number += 1);
    switch (object) {
      case 'Account':
        return { Name: `Account ${n}`, Industry: this.pick(['Retail', 'Finance', null]) };
      case 'Contact':
        return {
          LastName: `Person ${n}`,
          Email: this.pick([`p${n}@example.com`, null]),
          AccountId: this.any('Account') ?? null,
        };
      case 'Task':
        return { Subject: `Call ${n}`, Status: this.pick(['Not Started', 'Completed']) };
      default: {
        const [StageName] = this.pick(STAGES);
        const Amount = this.pick([null, n, n * 1000]);
        return {
          Name: `Deal ${n}`,
          StageName,
          Amount,
          CloseDate: '2026-06-30',
          AccountId: this.any('Account') ?? null,
        };
      }
    }
  }

  private note(act: Act, doing: () => unknown): void {
    doing();
    this.acts.set(act, (this.acts.get(act) ?? 0) + 1);
  }

  private pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)]!;
  }
}
