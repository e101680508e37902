import type { Account } from './account';
import type { People } from './people';
import type { StoredRecord } from './records';

const OBJECTS = ['contacts', 'companies', 'deals'] as const;

/** The property that people edit, by object. */
export const NAMED: Readonly<Record<string, string>> = { contacts: 'firstname', companies: 'name', deals: 'dealname' };

/** People who do what people do, as a seeded generator decides. */
export class RandomPeople {
  constructor(
    private readonly account: Account,
    private readonly people: People,
    private readonly random: () => number,
  ) {}

  /** One act: a new record, an edit, a deletion, a merge or an association. */
  act(): void {
    const object = this.oneOf(OBJECTS);
    const there = this.live(object);
    const dice = this.random();
    if (this.random() < 0.005) this.bulk(object, there);
    else if (there.length < 5 || dice < 0.3)
      this.people.create(this.user(), object, { [NAMED[object]!]: this.words('new') });
    else if (dice < 0.7) this.edit(object, there);
    else if (dice < 0.78) this.people.archive(this.user(), object, this.oneOf(there).id);
    else if (dice < 0.84) this.merge(object, there);
    else this.associate();
  }

  /** Edits of what was made last, where a write of ours may be under way. */
  interfere(): void {
    for (const object of OBJECTS) {
      const newest = this.live(object).slice(-3);
      if (newest.length > 0) this.edit(object, newest);
    }
  }

  live(object: string): StoredRecord[] {
    return this.account.records.all(object).filter(({ id }) => this.account.live(object, id));
  }

  oneOf<T>(items: readonly T[]): T {
    return items[Math.floor(this.random() * items.length)]!;
  }

  /** More at one instant than fits a page: an import, or an edit of a whole list. */
  private bulk(object: string, there: readonly StoredRecord[]): void {
    if (there.length < 250) {
      for (let index = 0; index < 230; index += 1) {
        this.people.create(this.user(), object, { [NAMED[object]!]: this.words('imported') });
      }
    } else
      for (const { id } of there) this.people.editAs(this.user(), object, id, { [NAMED[object]!]: this.words('all') });
  }

  private edit(object: string, among: readonly StoredRecord[]): void {
    this.people.editAs(this.user(), object, this.oneOf(among).id, { [NAMED[object]!]: this.words('edited') });
  }

  private merge(object: string, there: readonly StoredRecord[]): void {
    const [a, b] = [this.oneOf(there), this.oneOf(there)];
    if (a !== b) this.people.merge(this.user(), object, a.id, b.id);
  }

  private associate(): void {
    const from = this.oneOf(['deals', 'contacts'] as const);
    const to = from === 'deals' ? this.oneOf(['contacts', 'companies'] as const) : 'companies';
    if (this.live(from).length === 0 || this.live(to).length === 0) return;
    const { id } = this.oneOf(this.live(from));
    const present = this.account.associations.of(from, id, to);
    if (present.length > 0 && this.random() < 0.4) {
      this.people.dissociate(this.user(), from, id, to, this.oneOf(present).toObjectId);
    } else this.people.associate(this.user(), from, id, to, this.oneOf(this.live(to)).id, to === 'companies');
  }

  private user(): number {
    return 100 + Math.floor(this.random() * 5);
  }

  private words(first: string): string {
    return `${first} ${Math.floor(this.random() * 1e6)}`;
  }
}
