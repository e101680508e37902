import type { HostedCrm, HostedPage, HostedRecord, HostedValues, Selection } from '../../src/index';

export interface Copy {
  state: HostedRecord['state'];
  mergedInto?: string;
  values: HostedValues;
}

/** What a reader of a CRM knows: pages applied in their order, each together with its cursor. */
export class Replica {
  readonly copies = new Map<string, Copy>();
  pages = 0;

  constructor(
    private readonly selections: readonly Selection[],
    public cursor: string,
  ) {}

  /** Reads until there is no more; the cursor of each page is kept with it. */
  async catchUp(crm: HostedCrm): Promise<HostedRecord[]> {
    const seen: HostedRecord[] = [];
    for (;;) {
      const page = await crm.changesSince(this.selections, this.cursor);
      this.keep(page);
      seen.push(...page.records);
      if (!page.more) return seen;
    }
  }

  keep({ records, cursor }: HostedPage): void {
    this.pages += 1;
    this.cursor = cursor;
    for (const { id, state, mergedInto, values } of records) {
      const before = this.copies.get(id);
      this.copies.set(id, { state, ...(mergedInto ? { mergedInto } : {}), values: { ...before?.values, ...values } });
    }
  }
}
