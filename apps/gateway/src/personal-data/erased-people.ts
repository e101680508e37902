import type { ClientBase } from 'pg';
import { recordRef, type RecordType } from '@salesagent/canon/sales';
import type { ExportReading, ImportRecord } from '@salesagent/crm';
import { Tombstones, type Identity } from '@salesagent/sealing';
import { contactsOf, freeTextColumns, ownColumns, PEOPLE, plainColumns, type PersonType } from './fields';

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
    private readonly accounts: Map<string, string | null>,
  ) {}

  static async load(client: ClientBase): Promise<ErasedPeople> {
    const tombstones = await Tombstones.current(client);
    if (tombstones.empty) return new ErasedPeople(tombstones, new Map());
    // Each time: somebody may have moved such a contact to another account.
    const { rows } = await client.query<{ ref: string; account_id: string | null }>(
      `select 'contact/' || c.id as ref, c.account_id
       from (select distinct substr(record, length('contact/') + 1) as id from vault.tombstone
             where starts_with(record, 'contact/')) t
       join crm.contact c using (id)`,
    );
    return new ErasedPeople(tombstones, new Map(rows.map((row) => [row.ref, row.account_id])));
  }

  /** The id of an erased person of our own that deals still name: the deals stay theirs. */
  idOf(type: RecordType, name: string): string | undefined {
    if (type !== 'person') return undefined;
    const record = this.tombstones.recordOf({ kind: 'name', value: name });
    return record?.startsWith('person/') ? record.slice('person/'.length) : undefined;
  }

  /**
   * Remembers what contacts are called who were erased before their record was held: it is told for the first time, and
   * what names them can be known by it. Of others it is known; what their record says later may be somebody else's.
   */
  async learn(client: ClientBase, contacts: readonly ImportRecord[]): Promise<void> {
    for (const { id, fields } of contacts) {
      const ref = recordRef('contact', id!);
      if (this.accounts.has(ref) || !this.tombstones.recordOf({ kind: 'record', value: ref })) continue;
      const told = (field: string): string[] => (typeof fields[field] === 'string' ? [fields[field]] : []);
      const accountId = told('accountId')[0] ?? null;
      await this.tombstones.add(client, ref, identitiesOf('contact', accountId, told('name'), told('email')));
      this.accounts.set(ref, accountId);
    }
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
    return (
      known('record', recordRef(type, id!)) ||
      known('email', email) ||
      (typeof name === 'string' && known('name', calledAt(type, accountId, name)))
    );
  }

  private clearTexts(
    reading: ExportReading,
    type: RecordType,
    record: ImportRecord,
    erased: ReadonlySet<string>,
  ): void {
    const { fields } = record;
    const aboutErased = contactsOf(type, fields).some((id) => {
      const value = recordRef('contact', id);
      return erased.has(value) || this.tombstones.recordOf({ kind: 'record', value }) !== undefined;
    });
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

/** What an import would know a person by. */
export function identitiesOf(
  type: PersonType,
  accountId: string | null,
  names: readonly string[],
  emails: readonly string[],
): Identity[] {
  return [
    ...emails.map((value) => ({ kind: 'email' as const, value })),
    ...names.map((name) => ({ kind: 'name' as const, value: calledAt(type, accountId, name) })),
    ...names.map((value) => ({ kind: 'mention' as const, value })),
  ];
}

/** A contact's name alone may be somebody else's at another account. */
function calledAt(type: PersonType, accountId: unknown, name: string): string {
  return type === 'person' ? name : `${String(accountId ?? '')}\n${name}`;
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
