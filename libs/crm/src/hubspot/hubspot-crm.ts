import type { FieldMaking, FieldOutcome, NewField } from '../hosted/custom-fields';
import type { DiscoverableCrm, ListedObject, NotRead } from '../hosted/discoverable';
import type {
  EditsAsked,
  FieldEdit,
  HostedPage,
  HostedRecord,
  HostedWrite,
  HostedWriteOutcome,
  LimitReading,
  MayBegin,
  ObjectDescription,
  Priority,
  Probe,
  Quota,
  Selection,
  Timing,
} from '../hosted/port';
import { backfillPage } from './backfill';
import { changesPage, presentPosition, type ChangeReading } from './changes';
import { HubSpotConnection } from './connection';
import type { HubSpotCredentials } from './credentials';
import { createFields } from './custom-fields';
import { describeObjects, lookAt } from './describe';
import { asPort } from './failures';
import { editsOf } from './history';
import { createKeyProperty } from './key-property';
import { newestRecords } from './newest';
import { OBJECTS, OWNERS } from './objects';
import { probe } from './probes';
import { readRecords } from './read';
import { HUBSPOT_API } from './transport';
import { BATCH } from './write-batches';
import { writeAll } from './writes';

export interface HubSpotOptions {
  credentials: HubSpotCredentials;
  timing: Timing;
  /** Its buckets are {@link HUBSPOT_BUCKETS}. */
  quota: Quota;
  /** Without a slash at the end. */
  basePath?: string;
  /** A text property with unique values that every object we create in must have; it carries the write key. */
  keyProperty?: string;
  /** Recognises our own writes in the history of properties; without it no person's value is put back. */
  appId?: string;
  /** Without any byte for so long, a request is given up. */
  timeoutMs?: number;
  /** Longer than the search index ever lags; HubSpot promises no number. */
  overlapMs?: number;
  /** Deleted records are only listed as a whole; so often that is read. */
  deletionsEveryMs?: number;
  /** For `crm doctor`: objects we create in, and where webhooks should go. */
  objects?: readonly string[];
  webhooks?: { developerApiKey: string; targetUrl: string };
}

/**
 * HubSpot as it is: properties are text, a change is found by searching, a deletion by listing what is archived, and a
 * write is unconditional, so a human edit is protected by looking just before and reading the history just after.
 */
export class HubSpotCrm implements DiscoverableCrm, FieldMaking {
  readonly kind = 'hubspot' as const;
  readonly conditionalWrite = 'none' as const;
  readonly writesAtOnce = BATCH;
  private readonly connection: HubSpotConnection;
  private readonly keyProperty: string;
  private readonly reading: ChangeReading;

  constructor(private readonly options: HubSpotOptions) {
    const { credentials, timing, quota, timeoutMs = 30_000 } = options;
    this.connection = new HubSpotConnection(credentials, timing, quota, this.basePath, timeoutMs);
    this.keyProperty = options.keyProperty ?? 'salesagent_key';
    this.reading = { overlapMs: options.overlapMs ?? 60_000, deletionsEveryMs: options.deletionsEveryMs ?? 300_000 };
  }

  describe(objects: readonly string[]): Promise<ObjectDescription[]> {
    return describeObjects(this.connection, objects);
  }

  /** HubSpot's own; a company's custom objects are named by whoever asks, with their id (`2-…`). */
  async objects(): Promise<ListedObject[]> {
    return OBJECTS.map((name) => ({ name, own: false }));
  }

  look(object: string): Promise<ObjectDescription | NotRead> {
    return lookAt(this.connection, object);
  }

  newest(selection: Selection, most: number): Promise<HostedRecord[]> {
    return asPort(newestRecords(this.connection, selection, most));
  }

  position(selections: readonly Selection[]): Promise<string> {
    return asPort(presentPosition(this.connection, selections, this.reading));
  }

  backfill(selection: Selection, cursor: string | null): Promise<HostedPage> {
    return asPort(backfillPage(this.connection, selection, cursor));
  }

  changesSince(selections: readonly Selection[], cursor: string): Promise<HostedPage> {
    return asPort(changesPage(this.connection, selections, cursor, this.reading));
  }

  read(selection: Selection, ids: readonly string[], priority: Priority): Promise<HostedRecord[]> {
    return asPort(readRecords(this.connection, selection, ids, priority));
  }

  write(writes: readonly HostedWrite[], priority: Priority, mayBegin?: MayBegin): Promise<HostedWriteOutcome[]> {
    return asPort(writeAll(this.connection, this.keyProperty, writes, { priority, mayBegin }));
  }

  editsSince(
    object: string,
    records: readonly EditsAsked[],
    fields: readonly string[],
  ): Promise<Map<string, FieldEdit[]>> {
    return asPort(editsOf(this.connection, object, records, fields, this.options.appId));
  }

  /** As the last answer told them; asks for one when there was none yet. */
  async limits(): Promise<LimitReading[]> {
    if (this.connection.limits().length === 0) await this.position([]);
    return this.connection.limits();
  }

  async probes(): Promise<Probe[]> {
    const { objects = ['contacts', 'companies', 'deals'], webhooks, appId } = this.options;
    // Owners are read, and made by nobody here.
    const written = objects.filter((object) => object !== OWNERS);
    const settings = {
      ...(appId === undefined ? {} : { appId }),
      ...(webhooks && appId !== undefined ? { webhooks: { ...webhooks, appId } } : {}),
    };
    return probe(this.connection, this.basePath, { objects: written, keyProperty: this.keyProperty, ...settings });
  }

  createFields(object: string, fields: readonly NewField[]): Promise<FieldOutcome[]> {
    return asPort(createFields(this.connection, object, fields));
  }

  /** Makes the property that carries write keys, once per object; needs the scope to change the object's schema. */
  createKeyProperty(object: string): Promise<void> {
    return asPort(createKeyProperty(this.connection, object, this.keyProperty));
  }

  /** Ends the connections that are kept open. */
  close(): void {
    this.connection.close();
  }

  private get basePath(): string {
    return this.options.basePath ?? HUBSPOT_API;
  }
}
