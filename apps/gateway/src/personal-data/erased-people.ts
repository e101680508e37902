import type { ClientBase } from 'pg';
import { recordRef, type RecordType } from '@salesagent/canon/sales';
import type { ExportReading, ImportRecord } from '@salesagent/crm';
import { Tombstones } from '@salesagent/sealing';
import { freeTextColumns, ownColumns, PEOPLE, plainColumns, type PersonType } from './fields';

/** The longest name that is looked for in a text, in words. */
const LONGEST_NAME = 4;

/**
 * People who were erased, as an import meets them: their records are loaded without personal values, and without the
 * texts that name them. Only keyed hashes are known, so a text is asked for each address and each run of words in it.
 */
export class ErasedPeople {
  private constructor(
    private readonly tombstones: Tombstones,
    /** Account of each erased contact: the name alone may be somebody else's at another one. */
    private readonly accounts: ReadonlyMap<string, string | null>,
  ) {}

  static async load(client: ClientBase): Promise<ErasedPeople> {
    const { rows } = await client.query<{ ref: string; account_id: string | null }>(
      `select 'contact/' || id as ref, account_id from crm.contact
       where 'contact/' || id in (select record from vault.tombstone)`,
    );
    return new ErasedPeople(await Tombstones.load(client), new Map(rows.map((row) => [row.ref, row.account_id])));
  }

  /** The id of an erased person of our own that deals still name: the deals stay theirs. */
  idOf(type: RecordType, name: string): string | undefined {
    if (type !== 'person') return undefined;
    const record = this.tombstones.recordOf({ kind: 'name', value: name });
    return record?.startsWith('person/') ? record.slice('person/'.length) : undefined;
  }

  /** Takes out of an export what it says of erased people, and says in its report how often. */
  leaveEmpty(reading: ExportReading): void {
    if (this.tombstones.empty) return;
    const erased = new Set<string>();
    for (const type of PEOPLE) {
      for (const record of reading.records.get(type) ?? []) {
        if (!this.isErased(type, record)) continue;
        erased.add(recordRef(type, record.id!));
        for (const { field } of ownColumns(type)) delete record.fields[field];
        note(reading, record, 'people who were erased: loaded without name, address and number');
      }
    }
    for (const [type, records] of reading.records) {
      for (const record of records) this.clearTexts(reading, type, record, erased);
    }
    const kept = reading.naturalKeys.filter(({ type, id }) => !erased.has(recordRef(type, id)));
    reading.naturalKeys.splice(0, reading.naturalKeys.length, ...kept);
  }

  private isErased(type: PersonType, { id, fields }: ImportRecord): boolean {
    const { name, email, accountId } = fields;
    const known = (kind: 'record' | 'email' | 'name', value: unknown): boolean =>
      typeof value === 'string' && this.tombstones.recordOf({ kind, value })?.startsWith(`${type}/`) === true;
    const calledSo = type === 'person' ? name : `${String(accountId ?? '')}\n${String(name)}`;
    return known('record', recordRef(type, id!)) || known('email', email) || known('name', calledSo);
  }

  private clearTexts(
    reading: ExportReading,
    type: RecordType,
    record: ImportRecord,
    erased: ReadonlySet<string>,
  ): void {
    const { fields } = record;
    const aboutErased =
      (type === 'activity' || type === 'case') && erased.has(`contact/${String(fields['contactId'])}`);
    const free = freeTextColumns(type).map((c) => c.field);
    for (const field of [...free, ...plainColumns(type).map((c) => c.field)]) {
      const text = fields[field];
      if (typeof text !== 'string') continue;
      const goes =
        (free.includes(field) &&
          (aboutErased || this.tombstones.recordOf({ kind: 'text', value: text }) !== undefined)) ||
        this.names(text, fields['accountId']);
      if (!goes) continue;
      delete fields[field];
      note(reading, record, 'texts about people who were erased: left empty');
    }
  }

  /** Whether a text holds the address of an erased person, or the name of one of ours or of this account. */
  private names(text: string, accountId: unknown): boolean {
    for (const [email] of text.matchAll(/[^\s<>(),;:"]+@[^\s<>(),;:"]+[\p{L}\p{N}]/gu)) {
      if (this.tombstones.recordOf({ kind: 'email', value: email })) return true;
    }
    const words = text.match(/[\p{L}\p{N}][\p{L}\p{N}'’.-]*/gu)?.map((word) => word.replace(/[.'’-]+$/, '')) ?? [];
    for (let from = 0; from < words.length; from += 1) {
      for (let length = 2; length <= LONGEST_NAME && from + length <= words.length; length += 1) {
        const record = this.tombstones.recordOf({ kind: 'mention', value: words.slice(from, from + length).join(' ') });
        if (record === undefined) continue;
        if (record.startsWith('person/') || this.accounts.get(record) === (accountId ?? null)) return true;
      }
    }
    return false;
  }
}

function note(reading: ExportReading, { file, line }: ImportRecord, message: string): void {
  const { findings } = reading.report;
  const known = findings.find((f) => f.kind === 'erased-person' && f.file === file && f.message === message);
  if (known) known.count += 1;
  else {
    const remedy = 'take them out of the CRM that was exported, too; nothing else needs to be done';
    findings.push({ kind: 'erased-person', file, row: line, count: 1, message, remedy });
  }
}
