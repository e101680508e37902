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

  /** What is other than in the account; with `loosely` of associations only the first company and the set of contacts. */
  differences(account: Account, loosely: boolean): string[] {
    return this.selections.flatMap((selection) =>
      account.records.all(selection.object).flatMap((record) => {
        const kept = this.records.get(`${record.object}/${record.id}`);
        const [is, was] = [truth(account, selection, record, loosely), told(account, kept, loosely)];
        return is === was ? [] : [`${record.object} ${record.id}: is ${is}, was told ${was}`];
      }),
    );
  }

  private keep(records: readonly HostedRecord[]): void {
    for (const record of records) this.records.set(`${record.object}/${record.id}`, record);
  }
}

function truth(account: Account, { object, fields }: Selection, record: StoredRecord, loosely: boolean): string {
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
  return shown(account, values, loosely);
}

function told(account: Account, kept: HostedRecord | undefined, loosely: boolean): string {
  if (!kept) return 'nothing';
  if (kept.state === 'merged') return `merged into ${kept.mergedInto}`;
  return kept.state === 'deleted' ? 'deleted' : shown(account, kept.values, loosely);
}

/** An association with a merged record is one with the record that goes on: the merge itself was told. */
function shown(account: Account, values: HostedValues, loosely: boolean): string {
  const compared = Object.entries(values).map(([field, value]) => {
    if (!Array.isArray(value)) return [field, value];
    const to = field.slice('associations.'.length);
    const ids = [...new Set(value.map((id) => account.records.resolve(to, id)?.id ?? id))].filter((id) =>
      account.live(to, id),
    );
    if (to !== 'companies') return [field, ids.sort()];
    return [field, loosely ? ids.slice(0, 1) : [...ids.slice(0, 1), ...ids.slice(1).sort()]];
  });
  return JSON.stringify(Object.fromEntries(compared));
}
