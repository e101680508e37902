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
import { Backfill } from './backfill';
import { Catalog } from './catalog';
import { Changes } from './changes';
import { writeChangeCursor } from './change-cursor';
import type { SalesforceCredentials } from './credentials';
import { createFields } from './custom-fields';
import { editsSince } from './field-history';
import { hidden, listedObjects } from './listed-objects';
import { newestRecords } from './newest';
import { probe, readLimits } from './probing';
import { readRecords } from './reading';
import { SalesforceSession } from './session';
import { UnsettledReadings } from './unsettled-readings';
import { SUBREQUESTS } from './write-batches';
import { writeRecords } from './writing';

export interface SalesforceOptions {
  credentials: SalesforceCredentials;
  timing: Timing;
  quota: Quota;
  /** Where tokens are given: `https://login.salesforce.com`, a sandbox's, or the My Domain URL. */
  loginUrl?: string;
  /** `64.0`. */
  apiVersion?: string;
  /** Unique external id field on every object we create records of; carries the write's key. */
  externalIdField?: string;
  /** Take changes from Change Data Capture where it is selected; else, and whenever it fails, by SystemModstamp. */
  changeEvents?: boolean;
  /** How far before its own time a read by stamp begins again: longer than the longest transaction, in milliseconds. */
  overlapMs?: number;
  /** With change events, how often everything is read by stamp all the same, in milliseconds. */
  coverMs?: number;
  /** Most records in a page of changes. */
  changePageSize?: number;
  /** Most records in a page of a backfill. */
  backfillPageSize?: number;
  /** Real time after which a request counts as lost, in milliseconds. */
  timeoutMs?: number;
  /** Name in the origin of our changes. */
  clientName?: string;
  /** Objects that `probes` looks at. */
  objects?: readonly string[];
  /** Fields that agents may write: `probes` looks whether their former values are kept. */
  written?: readonly Selection[];
}

/** Salesforce by its REST, Bulk 2.0 and Streaming APIs. */
export class SalesforceCrm implements DiscoverableCrm, FieldMaking {
  readonly kind = 'salesforce';
  readonly conditionalWrite = 'weak';
  /** Updates are conditional, and go as subrequests. */
  readonly writesAtOnce = SUBREQUESTS;
  private readonly session: SalesforceSession;
  private readonly catalog: Catalog;
  private readonly bulk: Backfill;
  private readonly changes: Changes;
  private readonly timing: Timing;
  private readonly unsettled: UnsettledReadings;
  private readonly externalIdField: string;
  private readonly overlapMs: number;
  private readonly probed: readonly string[];
  private readonly written: readonly Selection[];

  constructor(options: SalesforceOptions) {
    const { credentials, timing, quota } = options;
    this.timing = timing;
    this.externalIdField = options.externalIdField ?? 'Salesagent_Key__c';
    this.overlapMs = options.overlapMs ?? 300_000;
    this.probed = options.objects ?? ['Account', 'Contact', 'Lead', 'Opportunity', 'Task'];
    this.written = options.written ?? [];
    const clientName = options.clientName ?? 'salesagent';
    this.session = new SalesforceSession({
      ...{ credentials, timing, quota, clientName },
      loginUrl: options.loginUrl ?? 'https://login.salesforce.com',
      apiVersion: options.apiVersion ?? '64.0',
      timeoutMs: options.timeoutMs ?? 120_000,
    });
    this.unsettled = new UnsettledReadings(this.session.clock, timing);
    this.catalog = new Catalog(this.session, timing);
    this.bulk = new Backfill(this.session, this.catalog, timing, quota, options.backfillPageSize ?? 10_000);
    this.changes = new Changes(this.session, this.catalog, timing, {
      pageSize: options.changePageSize ?? 2000,
      overlapMs: this.overlapMs,
      events: options.changeEvents ?? true,
      coverMs: options.coverMs ?? 900_000,
      apiVersion: options.apiVersion ?? '64.0',
      clientName,
    });
  }

  async describe(objects: readonly string[]): Promise<ObjectDescription[]> {
    const found: ObjectDescription[] = [];
    for (const name of objects) {
      const object = await this.catalog.refresh(name);
      if (object) found.push(object);
    }
    return found;
  }

  objects(): Promise<ListedObject[]> {
    return listedObjects(this.session);
  }

  async look(object: string): Promise<ObjectDescription | NotRead> {
    return (await this.catalog.refresh(object)) ?? hidden(object);
  }

  newest(selection: Selection, most: number): Promise<HostedRecord[]> {
    return newestRecords(this.session, this.catalog, selection, most);
  }

  createFields(object: string, fields: readonly NewField[]): Promise<FieldOutcome[]> {
    return createFields(this.session, this.catalog, object, fields);
  }

  async position(selections: readonly Selection[]): Promise<string> {
    const { headers } = await this.session.request({ method: 'GET', path: '/limits', priority: 'background' });
    const from = new Date(this.session.timeOf(headers).getTime() - this.overlapMs).toISOString();
    return writeChangeCursor({ objects: Object.fromEntries(selections.map(({ object }) => [object, { from }])) });
  }

  backfill(selection: Selection, cursor: string | null): Promise<HostedPage> {
    return this.bulk.page(selection, cursor);
  }

  changesSince(selections: readonly Selection[], cursor: string): Promise<HostedPage> {
    return this.changes.page(selections, cursor);
  }

  read(selection: Selection, ids: readonly string[], priority: Priority): Promise<HostedRecord[]> {
    return this.unsettled.reading(() => readRecords(this.session, this.catalog, selection, ids, priority));
  }

  write(writes: readonly HostedWrite[], priority: Priority, mayBegin?: MayBegin): Promise<HostedWriteOutcome[]> {
    const { session, catalog, timing, externalIdField } = this;
    return this.unsettled.writing(writes, (settled) =>
      writeRecords({ session, catalog, timing, externalIdField, mayBegin }, settled, priority),
    );
  }

  editsSince(
    object: string,
    records: readonly EditsAsked[],
    fields: readonly string[],
  ): Promise<Map<string, FieldEdit[]>> {
    return editsSince(this.session, this.catalog, { object, records, fields });
  }

  limits(): Promise<LimitReading[]> {
    return readLimits(this.session, 'background');
  }

  probes(): Promise<Probe[]> {
    const { session, catalog, timing, probed: objects, externalIdField, written } = this;
    return probe({ session, catalog, timing, objects, externalIdField, written });
  }
}
