import type { Account } from './account';
import { integration, person, type ChangeSource, type StoredRecord } from './records';

/** What people do in HubSpot's own pages, and other applications through its API. */
export class People {
  constructor(private readonly account: Account) {}

  create(userId: number, object: string, values: Record<string, string>): StoredRecord {
    return this.account.create(object, values, person(userId));
  }

  editAs(userId: number, object: string, id: string, values: Record<string, string>): void {
    this.account.write(this.mustBeLive(object, id), values, person(userId));
  }

  editAsApplication(appId: string, object: string, id: string, values: Record<string, string>): void {
    this.account.write(this.mustBeLive(object, id), values, integration(appId));
  }

  archive(userId: number, object: string, id: string): void {
    archiveRecord(this.account, this.mustBeLive(object, id), person(userId));
  }

  /** Out of the recycle bin, as it was: nothing is changed in the record, and so its time of change is not either. */
  restore(userId: number, object: string, id: string): void {
    const record = this.account.records.find(object, id);
    if (record?.archivedAt == null) throw new Error(`${object} ${id} is not in the recycle bin`);
    record.archivedAt = null;
    this.account.index(object).changed(record);
    this.account.emit({ kind: 'restore', object, id, source: person(userId), more: {} });
    for (const [to, toId] of this.account.associations.everyOf(object, id)) this.account.recount(to, toId);
  }

  associate(userId: number, object: string, id: string, to: string, toId: string, asPrimary = false): void {
    associate(this.account, [object, id], [to, toId], asPrimary, person(userId));
  }

  dissociate(userId: number, object: string, id: string, to: string, toId: string): void {
    dissociate(this.account, [object, id], [to, toId], person(userId));
  }

  /**
   * Merges two records; returns the one that goes on. Contacts go on as the primary one; others as a new record, with
   * the ids of both in `hs_merged_object_ids` (Deals now support merging,
   * https://developers.hubspot.com/changelog/announcement-deals-now-support-merging).
   */
  merge(userId: number, object: string, primaryId: string, otherId: string): StoredRecord {
    return this.mergeBy(person(userId), object, primaryId, otherId);
  }

  /** The same, whoever asks for it. */
  mergeBy(by: ChangeSource, object: string, primaryId: string, otherId: string): StoredRecord {
    const [primary, other] = [this.mustBeLive(object, primaryId), this.mustBeLive(object, otherId)];
    const source = { ...by, sourceType: 'MERGE_OBJECTS' as const };
    const kept = object === 'contacts' ? primary : this.account.create(object, {}, source);
    const gone = object === 'contacts' ? [other] : [primary, other];
    for (const one of gone) this.retire(one, kept);
    const before = [primary, other].flatMap((one) => one.properties.get('hs_merged_object_ids')?.split(';') ?? []);
    const ids = [...new Set([...before, ...gone.map(({ id }) => id)])].filter((id) => id !== '');
    const values = { ...inherited(this.account, object, other), ...inherited(this.account, object, primary) };
    this.account.write(kept, { ...values, hs_merged_object_ids: ids.join(';') }, source);
    this.inheritAssociations(kept, gone);
    const more = {
      primaryObjectId: primaryId,
      mergedObjectIds: [otherId],
      newObjectId: kept.id,
      numberOfPropertiesMoved: Object.keys(values).length,
    };
    this.account.emit({ kind: 'merge', object, id: kept.id, source, more });
    return kept;
  }

  private retire(record: StoredRecord, heir: StoredRecord): void {
    record.mergedInto = heir.id;
    this.account.index(record.object).changed(record);
  }

  private inheritAssociations(kept: StoredRecord, gone: readonly StoredRecord[]): void {
    const { associations } = this.account;
    for (const one of gone) {
      const primary = associations.primaryOf(one.object, one.id, 'companies');
      for (const [to, toId] of associations.everyOf(one.object, one.id)) {
        const wasPrimaryThere = one.object === 'companies' && associations.primaryOf(to, toId, 'companies') === one.id;
        associations.remove(one.object, one.id, to, toId);
        const first =
          to === 'companies' && toId === primary && associations.primaryOf(kept.object, kept.id, to) === undefined;
        associations.add(kept.object, kept.id, to, toId, first);
        if (wasPrimaryThere) associations.add(to, toId, kept.object, kept.id, true);
        this.account.recount(to, toId);
      }
    }
    this.account.recount(kept.object, kept.id);
  }

  private mustBeLive(object: string, id: string): StoredRecord {
    const record = this.account.live(object, id);
    if (!record) throw new Error(`${object} ${id} is not live`);
    return record;
  }
}

export function archiveRecord(account: Account, record: StoredRecord, source: ChangeSource): void {
  record.archivedAt = account.now();
  account.index(record.object).changed(record);
  account.emit({ kind: 'deletion', object: record.object, id: record.id, source, more: {} });
  for (const [to, toId] of account.associations.everyOf(record.object, record.id)) account.recount(to, toId);
}

export type Place = readonly [object: string, id: string];

export function associate(account: Account, from: Place, to: Place, asPrimary: boolean, source: ChangeSource): void {
  account.associations.add(...from, ...to, asPrimary);
  told(account, from, to, false, asPrimary, source);
}

export function dissociate(account: Account, from: Place, to: Place, source: ChangeSource): void {
  account.associations.remove(...from, ...to);
  told(account, from, to, true, false, source);
}

function told(
  account: Account,
  from: Place,
  to: Place,
  associationRemoved: boolean,
  isPrimaryAssociation: boolean,
  source: ChangeSource,
): void {
  for (const [one, other] of [
    [from, to],
    [to, from],
  ] as const) {
    account.recount(...one);
    const associationType = `${one[0]}_TO_${other[0]}`.toUpperCase();
    const more = {
      fromObjectId: Number(one[1]),
      toObjectId: Number(other[1]),
      associationType,
      associationRemoved,
      isPrimaryAssociation,
    };
    account.emit({ kind: 'associationChange', object: one[0], id: one[1], source, more });
  }
}

/** What a person or an application wrote; what HubSpot keeps by itself stays with its record. */
function inherited(account: Account, object: string, record: StoredRecord): Record<string, string> {
  const own = [...record.properties].filter(
    ([name, value]) => value !== '' && !account.definition(object, name)?.modificationMetadata.readOnlyValue,
  );
  return Object.fromEntries(own);
}
