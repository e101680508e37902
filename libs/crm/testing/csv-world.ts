import { PostgresCrm, type ExportFile, type FieldValues } from '../src/index';
import type { ContractType, ContractWorld } from './contract';

/** How the product loads an export, and the database it loads it into. */
export interface CsvLoading {
  pool: ConstructorParameters<typeof PostgresCrm>[0];
  /** @throws Error when the export is refused */
  load(files: ExportFile[]): Promise<void>;
  /** Waits until captured changes can be read. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

/** A file of the export: columns as a CRM heads them, each with the field it holds. */
const FILES: Readonly<Record<ContractType, { file: string; columns: Readonly<Record<string, string>> }>> = {
  account: { file: 'accounts.csv', columns: { 'Account ID': 'id', 'Account Name': 'name', City: 'city' } },
  contact: {
    file: 'contacts.csv',
    columns: { 'Contact ID': 'id', 'Full Name': 'name', 'Account ID': 'accountId', 'Job Title': 'title' },
  },
  opportunity: {
    file: 'deals.csv',
    columns: {
      ...{
        'Deal ID': 'id',
        'Deal Name': 'name',
        'Account ID': 'accountId',
        'Deal Stage': 'crmStage',
        Amount: 'amount',
      },
      ...{ 'Next Step': 'nextStep', 'Expected Close Date': 'expectedCloseDate' },
    },
  },
};
const TYPES = Object.keys(FILES) as ContractType[];

/** The system that exports: what it holds, and its export as it would be now. */
export class ExportingCrm {
  private readonly records = new Map(TYPES.map((type) => [type, new Map<string, FieldValues>()]));
  private last = 0;

  /** @returns the id */
  add(type: ContractType, fields: FieldValues): string {
    const id = `${type}-${(this.last += 1)}`;
    const stage = type === 'opportunity' ? { crmStage: 'Prospecting' } : {};
    this.of(type).set(id, { id, name: id, ...stage, ...fields });
    return id;
  }

  change(type: ContractType, id: string, fields: FieldValues): void {
    const record = this.find(type, id);
    if (!record) throw new Error(`The exporting system has no ${type} ${id}`);
    Object.assign(record, fields);
  }

  drop(type: ContractType, id: string): void {
    this.of(type).delete(id);
  }

  find(type: ContractType, id: string): FieldValues | undefined {
    return this.of(type).get(id);
  }

  count(type: ContractType): number {
    return this.of(type).size;
  }

  /** One file for each type of which there are records. */
  files(): ExportFile[] {
    return TYPES.filter((type) => this.count(type) > 0).map((type) => {
      const { file, columns } = FILES[type];
      const rows = [...this.of(type).values()].map((record) => Object.values(columns).map((field) => record[field]));
      const lines = [Object.keys(columns), ...rows].map((cells) => cells.map(cell).join(','));
      return { name: file, content: Buffer.from(`${lines.join('\n')}\n`) };
    });
  }

  private of(type: ContractType): Map<string, FieldValues> {
    return this.records.get(type)!;
  }
}

function cell(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * CSV for the reading part: people work in another system, each change of theirs is exported as a whole folder and
 * loaded, and what is read is the copy it was loaded into.
 */
export async function csvWorld({ pool, load, settle, stop }: CsvLoading): Promise<ContractWorld> {
  const source = new ExportingCrm();
  // One export after another, whoever asks for them at once.
  let loading: Promise<void> = Promise.resolve();
  const exported = () => (loading = loading.then(() => load(source.files())));
  return {
    connector: new PostgresCrm(pool),
    people: {
      async create(type, fields) {
        const id = source.add(type, fields);
        await exported();
        return id;
      },
      async edit(type, id, fields) {
        source.change(type, id, fields);
        await exported();
      },
      async remove(type, id) {
        source.drop(type, id);
        await exported();
      },
    },
    async held(type, id, fields) {
      const record = source.find(type, id);
      return record ? Object.fromEntries(fields.map((field) => [field, record[field] ?? null])) : null;
    },
    count: async (type) => source.count(type),
    settle,
    stop,
  };
}
