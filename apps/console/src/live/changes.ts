import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Subject, type Observable } from 'rxjs';
import type { IntegrationEvent, RecordEventData } from '@salesagent/canon/events';
import { parseActionId } from '@salesagent/canon/sales';
import type { StreamEvent } from '../api/stream.schema';

/** Changes within this time become one message: an import is thousands of events a second. */
const GATHER_MILLISECONDS = 200;
/** More ids than this and a page had better fetch everything it shows. */
const MOST_NAMED = 50;

/** Tells open pages what changed, after it can be read. */
@Injectable()
export class Changes implements OnModuleDestroy {
  private readonly subject = new Subject<StreamEvent>();
  private pending = empty();
  private timer: NodeJS.Timeout | null = null;

  get all(): Observable<StreamEvent> {
    return this.subject.asObservable();
  }

  committed(events: readonly IntegrationEvent[]): void {
    for (const event of events) note(this.pending, event);
    this.timer ??= setTimeout(() => this.send(), GATHER_MILLISECONDS);
  }

  /** Rows changed without an event that says which: every page reads again what it shows. */
  everything(): void {
    this.pending.import = true;
    this.pending.numbers = true;
    this.pending.all = true;
    this.timer ??= setTimeout(() => this.send(), GATHER_MILLISECONDS);
  }

  onModuleDestroy(): void {
    if (this.timer) clearTimeout(this.timer);
    this.subject.complete();
  }

  private send(): void {
    this.timer = null;
    const { deals, accounts, approvals, all, ...rest } = this.pending;
    this.pending = empty();
    const many = all || deals.size + accounts.size + approvals.size > MOST_NAMED;
    const named = (ids: Set<string>): string[] => (many ? [] : [...ids]);
    this.subject.next({ ...rest, deals: named(deals), accounts: named(accounts), approvals: named(approvals), many });
  }
}

interface Pending {
  deals: Set<string>;
  accounts: Set<string>;
  approvals: Set<string>;
  import: boolean;
  numbers: boolean;
  all: boolean;
}

function empty(): Pending {
  return { deals: new Set(), accounts: new Set(), approvals: new Set(), import: false, numbers: false, all: false };
}

function note(pending: Pending, event: IntegrationEvent): void {
  const data = (event.data ?? {}) as Partial<RecordEventData> & Record<string, unknown>;
  if (event.topic.endsWith('.crm.import')) pending.import = true;
  if (event.topic.includes('.kpi.')) pending.numbers = true;
  if (typeof data['actionId'] === 'string') {
    pending.approvals.add(data['actionId']);
    refer(pending, parseActionId(data['actionId']).subject);
  }
  if (typeof data['subject'] === 'string') refer(pending, data['subject']);
  if (typeof data['opportunityId'] === 'string') pending.deals.add(data['opportunityId']);
  if (data.recordType && data.recordId) {
    refer(pending, `${data.recordType}/${data.recordId}`);
    const { opportunityId, accountId } = data.set ?? {};
    if (typeof opportunityId === 'string') pending.deals.add(opportunityId);
    if (typeof accountId === 'string') pending.accounts.add(accountId);
  }
}

function refer(pending: Pending, ref: string): void {
  if (ref.startsWith('opportunity/')) pending.deals.add(ref.slice('opportunity/'.length));
  if (ref.startsWith('account/')) pending.accounts.add(ref.slice('account/'.length));
}
