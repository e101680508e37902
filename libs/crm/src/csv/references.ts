import type { RecordType } from '@salesagent/canon/sales';
import type { FieldValues } from '../port';
import { normaliseKey } from './recognise';
import { referenceFields, type ImportRecord } from './records';
import type { Findings } from './report';

/** What the CRM holds already: normalised key (id, or the name a record is known by) → id. */
export type KnownKeys = ReadonlyMap<RecordType, ReadonlyMap<string, string>>;

/** Types a reference may bring into being when no file lists them: a rep named on a deal is a person. */
const DERIVABLE: readonly RecordType[] = ['person', 'account', 'product'];

/** Gives every record its id and turns references from text into ids. */
export class References {
  private readonly keys = new Map<RecordType, Map<string, string>>();
  private readonly idsInUse = new Map<RecordType, Set<string>>();
  /** Types that this export or an earlier one lists: a name not among them is a finding. */
  private readonly listed: Set<RecordType>;
  readonly derived: ImportRecord[] = [];
  /** Names that records were found by, to be remembered: [type, key, id]. */
  readonly naturalKeys: { type: RecordType; key: string; id: string }[] = [];

  constructor(
    known: KnownKeys,
    private readonly findings: Findings,
    /** Types that a file of this export lists. */
    listed: ReadonlySet<RecordType>,
    /** The id of an erased record that was known by this name. */
    private readonly erased: (type: RecordType, key: string) => string | undefined = () => undefined,
  ) {
    this.listed = new Set(listed);
    for (const [type, keys] of known) {
      if (keys.size > 0) this.listed.add(type);
      this.keys.set(type, new Map(keys));
      this.idsInUse.set(type, new Set(keys.values()));
    }
  }

  /** Ids for all records first, so that a reference may point forward. */
  identify(records: ImportRecord[]): void {
    for (const record of records) {
      const known = record.id ?? this.lookup(record.type, record.naturalKey!);
      record.id = known ?? this.newId(record.type, record.naturalKey!);
      this.learn(record.type, record.id, record.id);
      if (record.naturalKey !== null) this.learnName(record);
    }
  }

  resolve(records: ImportRecord[]): void {
    for (const record of records) {
      for (const { field, to } of referenceFields(record.type)) {
        const raw = record.fields[field];
        if (typeof raw === 'string') record.fields[field] = this.resolveOne(record, field, to, raw);
      }
    }
  }

  private resolveOne(record: ImportRecord, field: string, to: RecordType, raw: string): string | null {
    const known = this.lookup(to, normaliseKey(raw));
    if (known !== undefined) return known;
    const derivable = DERIVABLE.includes(to) && (to === 'person' || !this.listed.has(to));
    if (!derivable) {
      this.findings.add({
        kind: 'unresolved-reference',
        file: record.file,
        row: record.line,
        column: field,
        value: raw,
        message: `${to} "${raw}" is not in the export; the value was kept as it is`,
        remedy: `add the ${to}, or say what it stands for under \`values:\` in the mapping file`,
      });
      return raw;
    }
    if (this.listed.has(to)) {
      this.findings.add({
        kind: 'derived-record',
        file: record.file,
        row: record.line,
        column: field,
        message: `names a ${to} that no file lists; a ${to} with only a name was made`,
        remedy: `add the ${to} to the export`,
      });
    }
    const fields: FieldValues = { name: raw };
    const made: ImportRecord = {
      type: to,
      id: null,
      naturalKey: normaliseKey(raw),
      fields,
      file: record.file,
      line: record.line,
    };
    this.identify([made]);
    this.derived.push(made);
    return made.id;
  }

  private lookup(type: RecordType, key: string): string | undefined {
    return this.keys.get(type)?.get(normaliseKey(key)) ?? this.erased(type, normaliseKey(key));
  }

  private learn(type: RecordType, key: string, id: string): void {
    let keys = this.keys.get(type);
    if (!keys) this.keys.set(type, (keys = new Map()));
    if (!keys.has(normaliseKey(key))) keys.set(normaliseKey(key), id);
    let ids = this.idsInUse.get(type);
    if (!ids) this.idsInUse.set(type, (ids = new Set()));
    ids.add(id);
  }

  private learnName(record: ImportRecord): void {
    this.learn(record.type, record.naturalKey!, record.id!);
    this.naturalKeys.push({ type: record.type, key: record.naturalKey!, id: record.id! });
  }

  /** People get numbers, since an id travels unsealed and a name must not; others a readable id from the name. */
  private newId(type: RecordType, key: string): string {
    const ids = this.idsInUse.get(type) ?? new Set<string>();
    if (type === 'person') {
      let n = ids.size + 1;
      while (ids.has(personId(n))) n += 1;
      return personId(n);
    }
    const slug = key
      .normalize('NFKD')
      .replace(/[^a-zA-Z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .toLowerCase();
    let id = slug || type;
    for (let n = 2; ids.has(id); n += 1) id = `${slug || type}-${n}`;
    return id;
  }
}

function personId(n: number): string {
  return `P${String(n).padStart(3, '0')}`;
}
