import type { StoredRecord } from './records';

/** The records of an account by object and id, and by the values that no two of them share. */
export class RecordStore {
  private readonly records = new Map<string, Map<string, StoredRecord>>();
  private readonly ids = new Map<string, string[]>();
  private readonly unique = new Map<string, string>();

  /** Ids are given in ascending order. */
  add(record: StoredRecord): void {
    this.of(record.object).set(record.id, record);
    const ids = this.ids.get(record.object) ?? [];
    ids.push(record.id);
    this.ids.set(record.object, ids);
  }

  /** In the order of their ids. */
  all(object: string): StoredRecord[] {
    return [...this.of(object).values()];
  }

  /** From this id on, in the order of ids. */
  *from(object: string, id: bigint): Generator<StoredRecord> {
    const ids = this.ids.get(object) ?? [];
    let [low, high] = [0, ids.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (BigInt(ids[middle]!) < id) low = middle + 1;
      else high = middle;
    }
    for (let index = low; index < ids.length; index += 1) yield this.find(object, ids[index]!)!;
  }

  find(object: string, id: string): StoredRecord | undefined {
    return this.of(object).get(id);
  }

  live(object: string, id: string): StoredRecord | undefined {
    const found = this.find(object, id);
    return found && found.archivedAt === null && found.mergedInto === null ? found : undefined;
  }

  /** What a read by id finds: the record itself, or the one it was merged into. */
  resolve(object: string, id: string): StoredRecord | undefined {
    const found = this.find(object, id);
    return found?.mergedInto ? this.resolve(object, found.mergedInto) : found;
  }

  remember(record: StoredRecord, name: string): void {
    this.unique.set(`${record.object}/${name}/${record.properties.get(name)}`, record.id);
  }

  /** Also what is archived and had the value. */
  everByUnique(object: string, name: string, value: string): StoredRecord | undefined {
    const id = this.unique.get(`${object}/${name}/${value}`);
    return id === undefined ? undefined : this.find(object, id);
  }

  byUnique(object: string, name: string, value: string): StoredRecord | undefined {
    const found = this.everByUnique(object, name, value);
    return found && this.live(object, found.id);
  }

  private of(object: string): Map<string, StoredRecord> {
    const found = this.records.get(object) ?? new Map<string, StoredRecord>();
    this.records.set(object, found);
    return found;
  }
}
