import type { Pool } from 'pg';
import { teamOf, type Principal, type Teammate } from '@salesagent/auth';
import type { Proposal } from '@salesagent/canon/events';
import type { Change } from '@salesagent/canon/sales';
import { interruptionHeadline, shownChange, waitingOf, type AskedItem, type Interruption } from '@salesagent/channels';
import { tableOf } from '@salesagent/crm';
import type { RecordAccess } from '../crm-api/record-access';
import type { Notice } from './notices';
import type { ShownInstead } from './recipients';

interface Row {
  action_id: string;
  person_id: string | null;
  digest: string;
  expires_at: Date;
  state: string;
  outcome: string | null;
  decided_by: string | null;
  reason: string | null;
  change: Change | null;
  proposal: Pick<Proposal, 'title' | 'why' | 'subject' | 'accountId' | 'attention'> | null;
}

/** Of who sees neither deal nor account, and of an edit that is only in the console. */
const NOTHING_SHOWN = { lines: [], whole: true };

interface Person extends Teammate {
  name: string | null;
  role: string | null;
}

export interface NoticeItemsParts {
  pool: Pool;
  access: RecordAccess;
  consoleUrl: string;
  shownInstead: (personId: string, actionIds: readonly string[]) => Promise<ReadonlyMap<string, ShownInstead>>;
}

/** What a message is about: decisions, or what interrupts, with the decision it is about if there is one. */
export interface Said {
  items: AskedItem[];
  interruption: Interruption | null;
}

/** Whether there is anything to tell that was not told yet. */
export const isWorthTelling = ({ items, interruption }: Said): boolean =>
  waitingOf(items) > 0 || (interruption !== null && items.length === 0);

/** What a notice has to say, read when it is said: nothing of it is kept here, and nothing sealed is opened for it. */
export class NoticeItems {
  constructor(private readonly parts: NoticeItemsParts) {}

  /** Null while the bus has not brought a proposal yet that the notice is about. */
  async of(notice: Notice): Promise<Said | null> {
    const items = await this.items(notice);
    if (items === null) return null;
    return { items, interruption: notice.interruption_id === null ? null : await this.interruption(notice) };
  }

  private async interruption({ interruption_id, person_id }: Notice): Promise<Interruption> {
    const { rows } = await this.parts.pool.query<{ kind: string; subject: string; account_id: string | null }>(
      'select kind, subject, account_id from gateway.interruption where interruption_id = $1',
      [interruption_id],
    );
    const { kind = '', subject = '', account_id: accountId = null } = rows[0] ?? {};
    const reader = principalOf(person_id, await this.people());
    const account = accountId === null ? null : await this.seen(reader, 'account', accountId);
    const deal = subject.startsWith('opportunity/') ? `/deals/${encodeURIComponent(subject.slice(12))}` : null;
    const page = deal ?? (accountId === null ? '/inbox' : `/accounts/${encodeURIComponent(accountId)}`);
    const url = new URL(page, this.parts.consoleUrl).href;
    return { headline: interruptionHeadline(kind), about: account?.name ?? null, url };
  }

  private async items({ notice_id, person_id }: Notice): Promise<AskedItem[] | null> {
    const { rows } = await this.parts.pool.query<Row>(
      `select a.action_id, a.person_id, a.digest, a.expires_at, a.state, a.outcome, a.decided_by, a.reason,
         (select p.proposal from gateway.payload p
          where p.action_id = a.action_id and p.proposal is not null limit 1) as proposal,
         (select p.change from gateway.payload p
          where p.action_id = a.action_id and p.digest = a.digest limit 1) as change
       from gateway.noticed d join gateway.asked a using (action_id)
       where d.notice_id = $1 order by a.asked_at, a.rank, a.action_id`,
      [notice_id],
    );
    if (rows.some(({ proposal }) => proposal === null)) return null;
    const people = await this.people();
    const reader = principalOf(person_id, people);
    const asked = rows.filter((row) => ending(row, reader.personId, people) === null).map((row) => row.action_id);
    const instead = await this.parts.shownInstead(person_id, asked);
    return Promise.all(rows.map((row) => this.item({ ...row, ...instead.get(row.action_id) }, reader, people)));
  }

  private async item(row: Row, reader: Principal, people: ReadonlyMap<string, Person>): Promise<AskedItem> {
    const { title, why, subject, accountId, attention } = row.proposal!;
    const deal = subject.startsWith('opportunity/') ? subject.slice('opportunity/'.length) : null;
    const [account, opportunity] = await Promise.all([
      accountId === null ? null : this.seen(reader, 'account', accountId),
      deal === null ? null : this.seen(reader, 'opportunity', deal),
    ]);
    // Whoever sees neither the deal nor the account is told that something waits, and not what.
    const blind = account === null && opportunity === null && (deal !== null || accountId !== null);
    const names = [account?.name, opportunity?.name].filter((name) => typeof name === 'string');
    return {
      actionId: row.action_id,
      digest: row.digest,
      title: blind ? 'A decision' : title,
      why: blind ? 'Open it in the console.' : why,
      change: blind || row.change === null ? NOTHING_SHOWN : shownChange(row.change),
      about: names.length > 0 ? names.join(' – ') : null,
      amount: opportunity !== null && attention.amount > 0 ? money(attention.amount, opportunity.currency) : null,
      expiresAt: row.expires_at,
      url: new URL(`/inbox/${encodeURIComponent(row.action_id)}`, this.parts.consoleUrl).href,
      ended: ending(row, reader.personId, people),
    };
  }

  private async seen(
    reader: Principal,
    type: 'account' | 'opportunity',
    id: string,
  ): Promise<{ name: string | null; currency: string | null } | null> {
    const { sql, params } = this.parts.access.predicate(reader, type);
    const currency = type === 'opportunity' ? 't.currency' : 'null';
    const { rows } = await this.parts.pool.query<{ name: string | null; currency: string | null }>(
      `select t.name, ${currency} as currency from ${tableOf(type)} t where t.id = $${params.length + 1} and (${sql})`,
      [...params, id],
    );
    return rows[0] ?? null;
  }

  private async people(): Promise<ReadonlyMap<string, Person>> {
    const { rows } = await this.parts.pool.query<Person>(
      'select id, manager_id as "managerId", name, role from crm.person where not deleted',
    );
    return new Map(rows.map((person) => [person.id, person]));
  }
}

/** What a person of the CRM sees: their own, and as a manager their team's. */
function principalOf(personId: string, people: ReadonlyMap<string, Person>): Principal {
  const isManager = people.get(personId)?.role === 'manager';
  return {
    sub: personId,
    name: personId,
    personId,
    roles: isManager ? ['manager'] : ['rep'],
    teamIds: isManager ? teamOf(personId, people.values()) : [],
  };
}

function money(amount: number, currency: string | null): string {
  const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 }).format(amount);
  return currency === null ? number : `${currency} ${number}`;
}

/** How it ended, or where it went, in words for the person it was shown to; null while they are asked. */
function ending(row: Row, me: string | null, people: ReadonlyMap<string, Person>): string | null {
  const by = row.decided_by === me ? 'you' : (people.get(row.decided_by ?? '')?.name ?? 'somebody else');
  if (row.outcome !== null) return `Approved by ${by}. ${OUTCOMES[row.outcome] ?? row.outcome}`;
  switch (row.state) {
    case 'approved':
      return `Approved by ${by}; being carried out`;
    case 'rejected':
      return `Rejected by ${by}: ${row.reason ?? ''}`;
    case 'expired':
      return 'Expired; it counts against nobody';
    case 'withdrawn':
      return `Withdrawn: ${row.reason ?? ''}`;
    default:
      return row.person_id === me ? null : 'Somebody else is asked now';
  }
}

const OUTCOMES: Readonly<Record<string, string>> = {
  started: 'Being carried out',
  executed: 'Done',
  failed: 'It could not be done; the console says why',
  unknown: 'Whether it was done is being found out',
  undone: 'Done, and taken back',
};
