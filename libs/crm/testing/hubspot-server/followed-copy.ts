import type { HostedCrm, HostedRecord, HostedValues, Selection } from '../../src/index';
import type { Account } from './account';
import type { StoredRecord } from './records';

/** A copy of an account that is kept only from what the adapter tells, and what it differs in from the account. */
export class FollowedCopy {
  private readonly records = new Map<string, HostedRecord>();
  private cursor = '';

  constructor(
    private readonly crm: HostedCrm,
    readonly selections: readonly Selection[],
  ) {}

  /** The position first, then all records, so that nothing falls between. */
  async begin(): Promise<void> {
    this.cursor = await this.crm.position(this.selections);
    await this.reconcile();
  }

  async reconcile(): Promise<void> {
    for (const selection of this.selections) {
      for (let cursor: string | null = null, more = true; more;) {
        const page = await this.crm.backfill(selection, cursor);
        this.keep(page.records);
        ({ cursor, more } = page);
      }
    }
  }

  /** One page of changes; `lose` stands for a crash before it was stored. Whether there is more. */
  async follow(lose = false): Promise<boolean> {
    const page = await this.crm.changesSince(this.selections, this.cursor);
    if (lose) return true;
    this.keep(page.records);
    this.cursor = page.cursor;
    return page.more;
  }

  /** Reads again what webhooks hinted at. */
  async reread(hints: ReadonlyMap<string, readonly string[]>): Promise<void> {
    for (const [object, ids] of hints) {
      const selection = this.selections.find((one) => one.object === object);
      if (selection) this.keep(await this.crm.read(selection, ids, 'background'));
    }
  }

  /**
   * What is other than in the account. `loosely`: of companies only the primary one is looked at, since an association
   * with a further one moves no property and so is in no list of changes.
   */
  differences(account: Account, loosely: boolean): string[] {
    return this.selections.flatMap((selection) =>
      account.records.all(selection.object).flatMap((record) => {
        const kept = this.records.get(`${record.object}/${record.id}`);
        const primary = account.associations.primaryOf(record.object, record.id, 'companies');
        const companies = !loosely
          ? 'all'
          : primary !== undefined && account.live('companies', primary)
            ? 'primary'
            : 'none';
        const [is, was] = [truth(account, selection, record, companies), told(account, kept, companies)];
        return is === was ? [] : [`${record.object} ${record.id}: is ${is}, was told ${was}`];
      }),
    );
  }

  private keep(records: readonly HostedRecord[]): void {
    for (const record of records) this.records.set(`${record.object}/${record.id}`, record);
  }
}

/** Which associated companies are compared. */
type Companies = 'all' | 'primary' | 'none';

function truth(account: Account, { object, fields }: Selection, record: StoredRecord, companies: Companies): string {
  if (record.mergedInto) return `merged into ${account.records.resolve(object, record.id)!.id}`;
  if (record.archivedAt !== null) return 'deleted';
  const values: HostedValues = {};
  for (const field of fields) {
    if (field.startsWith('associations.')) {
      const to = field.slice('associations.'.length);
      const primary = account.associations.primaryOf(object, record.id, to);
      const ids = account.associations.of(object, record.id, to).map(({ toObjectId }) => toObjectId);
      values[field] = [...ids]
        .filter((id) => account.live(to, id))
        .sort((a, b) => Number(b === primary) - Number(a === primary));
    } else values[field] = record.properties.get(field) || null;
  }
  return shown(account, values, companies);
}

function told(account: Account, kept: HostedRecord | undefined, companies: Companies): string {
  if (!kept) return 'nothing';
  if (kept.state === 'merged') return `merged into ${kept.mergedInto}`;
  return kept.state === 'deleted' ? 'deleted' : shown(account, kept.values, companies);
}

/** An association with a merged record is one with the record that goes on: the merge itself was told. */
function shown(account: Account, values: HostedValues, companies: Companies): string {
  const compared = Object.entries(values).map(([field, value]) => {
    if (!Array.isArray(value)) return [field, value];
    const to = field.slice('associations.'.length);
    const ids = [...new Set(value.map((id) => account.records.resolve(to, id)?.id ?? id))].filter((id) =>
      account.live(to, id),
    );
    if (to !== 'companies') return [field, ids.sort()];
    const further = companies === 'all' ? ids.slice(1).sort() : [];
    return [field, companies === 'none' ? [] : [...ids.slice(0, 1), ...further]];
  });
  return JSON.stringify(Object.fromEntries(compared));
}
