import type { Timing } from '../../src/index';
import { Associations } from './associations';
import { notFound } from './answers';
import { setByStage, stageProperties } from './deal-stage';
import { standardPipelines } from './pipelines';
import { standardProperties, type PropertyDefinition } from './properties';
import { CALCULATED, modifiedProperty, put, type ChangeSource, type StoredRecord } from './records';
import { RecordStore } from './record-store';
import { SearchIndex } from './search-index';

export interface Owner {
  id: string;
  email: string;
  type: 'PERSON';
  firstName: string;
  lastName: string;
  userId: number;
  createdAt: string;
  updatedAt: string;
  archived: boolean;
}

/** Something that webhooks tell of. */
export interface AccountEvent {
  kind: 'creation' | 'propertyChange' | 'deletion' | 'merge' | 'associationChange' | 'restore';
  object: string;
  id: string;
  source: ChangeSource;
  more: Record<string, unknown>;
}

/** Groups of HubSpot's own properties; those of activities are named after one of them. */
const OWN_GROUPS: Readonly<Record<string, string>> = {
  contacts: 'contactinformation',
  companies: 'companyinformation',
  deals: 'dealinformation',
  tickets: 'ticketinformation',
};

/** Everything one HubSpot account holds. */
export class Account {
  readonly records = new RecordStore();
  readonly associations = new Associations();
  readonly pipelines = standardPipelines();
  readonly owners: Owner[] = [];
  /** "Account information", accountType: what the account is for. */
  accountType: 'STANDARD' | 'DEVELOPER_TEST' | 'SANDBOX' | 'APP_DEVELOPER' = 'DEVELOPER_TEST';
  readonly events: ((event: AccountEvent) => void)[] = [];
  private readonly definitions = new Map<string, Map<string, PropertyDefinition>>();
  private readonly propertyGroups = new Map<string, Set<string>>();
  private readonly indexes = new Map<string, SearchIndex>();
  private nextId = 1_001;

  constructor(
    readonly clock: Timing,
    private readonly indexLag: (() => number) | null,
  ) {
    for (const [object, properties] of Object.entries(standardProperties())) {
      for (const one of properties) this.define(object, one);
    }
    for (const one of stageProperties(this.pipelines['deals']!)) this.define('deals', one);
  }

  now(): number {
    return this.clock.now().getTime();
  }

  define(object: string, definition: PropertyDefinition): void {
    this.propertiesOf(object, true).set(definition.name, definition);
  }

  propertiesOf(object: string, makes = false): Map<string, PropertyDefinition> {
    const found = this.definitions.get(object);
    if (found) return found;
    if (!makes) throw notFound(`Unable to infer object type from: ${object}`);
    const made = new Map<string, PropertyDefinition>();
    this.definitions.set(object, made);
    return made;
  }

  /** Names of property groups: HubSpot's own, and those that were made. */
  groups(object: string): Set<string> {
    const own = new Set([...this.propertiesOf(object).values()].map(({ groupName }) => groupName));
    const groups = this.propertyGroups.get(object) ?? own.add(OWN_GROUPS[object] ?? object.replace(/s$/, ''));
    this.propertyGroups.set(object, groups);
    return groups;
  }

  definition(object: string, name: string): PropertyDefinition | undefined {
    return this.propertiesOf(object).get(name);
  }

  names(object: string): ReadonlySet<string> {
    return new Set(this.propertiesOf(object).keys());
  }

  isUnique(object: string, name: string): boolean {
    return this.definition(object, name)?.hasUniqueValue || (object === 'contacts' && name === 'email');
  }

  live(object: string, id: string): StoredRecord | undefined {
    return this.records.live(object, id);
  }

  index(object: string): SearchIndex {
    const found = this.indexes.get(object) ?? new SearchIndex(() => this.now(), this.indexLag);
    this.indexes.set(object, found);
    return found;
  }

  create(object: string, values: Record<string, string>, source: ChangeSource): StoredRecord {
    const now = this.now();
    const id = String(this.nextId++);
    const record: StoredRecord = {
      object,
      id,
      properties: new Map(),
      history: new Map(),
      createdBy: source,
      createdAt: now,
      updatedAt: now,
      archivedAt: null,
      mergedInto: null,
    };
    this.records.add(record);
    const at = new Date(now).toISOString();
    const made = { hs_object_id: id, createdate: at, [modifiedProperty(object)]: at };
    const by = source.updatedByUserId === undefined ? {} : { hs_updated_by_user_id: String(source.updatedByUserId) };
    const byStage = object === 'deals' ? setByStage(this.pipelines['deals']!, values['dealstage'], at) : {};
    for (const [name, value] of Object.entries({ ...byStage, ...made, ...by, ...values })) {
      if (value !== '') record.properties.set(name, value);
      if (this.isUnique(object, name)) this.records.remember(record, name);
    }
    this.index(object).changed(record);
    this.emit({ kind: 'creation', object, id, source, more: {} });
    return record;
  }

  /** Writes what differs; a record that nothing differs in stays as it is. */
  write(record: StoredRecord, values: Record<string, string>, source: ChangeSource): string[] {
    const now = this.now();
    const changed = Object.entries(values)
      .filter(([name, value]) => put(record, name, value, now, source))
      .map(([name]) => name);
    if (changed.length === 0) return changed;
    for (const name of changed.filter((one) => this.isUnique(record.object, one))) this.records.remember(record, name);
    if (source.updatedByUserId !== undefined)
      put(record, 'hs_updated_by_user_id', String(source.updatedByUserId), now, source);
    if (record.object === 'deals' && changed.includes('dealstage')) {
      const byStage = setByStage(this.pipelines['deals']!, values['dealstage'], new Date(now).toISOString());
      for (const [name, value] of Object.entries(byStage)) put(record, name, value, now, CALCULATED);
    }
    record.updatedAt = now;
    record.properties.set(modifiedProperty(record.object), new Date(now).toISOString());
    this.index(record.object).changed(record);
    for (const propertyName of changed) {
      const more = { propertyName, propertyValue: values[propertyName] };
      this.emit({ kind: 'propertyChange', object: record.object, id: record.id, source, more });
    }
    return changed;
  }

  /** Properties that count associations, which change with them. */
  recount(object: string, id: string): void {
    const record = this.live(object, id);
    if (!record) return;
    const count = (to: string) =>
      String(this.associations.of(object, id, to).filter((one) => this.live(to, one.toObjectId)).length);
    const values: Record<string, string> = {};
    const primary = this.associations.primaryOf(object, id, 'companies');
    const company = primary !== undefined && this.live('companies', primary) ? primary : '';
    if (object === 'deals') values.hs_primary_associated_company = company;
    if (object === 'contacts') values.associatedcompanyid = company;
    if (object === 'deals' || object === 'companies') values.num_associated_contacts = count('contacts');
    if (object === 'contacts' || object === 'companies') values.num_associated_deals = count('deals');
    this.write(record, values, CALCULATED);
  }

  stageOptions(object: string, name: string, values: Record<string, unknown>): string[] | null {
    const [stage, pipeline] = object === 'deals' ? ['dealstage', 'pipeline'] : ['hs_pipeline_stage', 'hs_pipeline'];
    const pipelines = this.pipelines[object] ?? [];
    if (name === pipeline) return pipelines.map(({ id }) => id);
    if (name !== stage) return null;
    const own = pipelines.filter(({ id }) => values[pipeline!] === undefined || id === values[pipeline!]);
    return own.flatMap(({ stages }) => stages.map(({ id }) => id));
  }

  emit(event: AccountEvent): void {
    for (const listener of this.events) listener(event);
  }
}
