import { addDays } from '../sales/clock';
import type { ActivityAsOf, CompanyAsOf } from './company';
import { unknownKpi, type KpiBody } from './kpi';
import { median, nearestRank, ratio } from './percentile';
import { within, type Period } from './period';

const byAccount = (activities: readonly ActivityAsOf[]): Map<string, ActivityAsOf[]> => {
  const map = new Map<string, ActivityAsOf[]>();
  for (const a of activities) {
    if (!a.accountId) continue;
    const list = map.get(a.accountId);
    if (list) list.push(a);
    else map.set(a.accountId, [a]);
  }
  for (const list of map.values()) list.sort((a, b) => (a.happenedAt < b.happenedAt ? -1 : 1));
  return map;
};

export function activityToOpportunity(company: CompanyAsOf, period: Period): KpiBody {
  const name = 'Activity to opportunity';
  const formula = 'touches in the 90 days before creation ÷ opportunities created';
  if (company.activities.length === 0) {
    return unknownKpi(
      'activity-to-opportunity',
      name,
      'multiple',
      formula,
      'activity.happenedAt',
      'No activity is recorded.',
    );
  }
  const touches = byAccount(company.activities);
  const all = company.deals.filter((d) => within(d.createdOn, period));
  // A touch is tied to a deal by the account of both: what is not known to have one cannot be counted.
  const created = all.filter((d) => d.accountId !== null);
  const missing = touches.size === 0 ? 'activity.accountId' : created.length === 0 ? 'opportunity.accountId' : null;
  if (all.length > 0 && missing !== null) {
    const note = `Which account they belong to was not known by ${company.asOf}.`;
    return unknownKpi('activity-to-opportunity', name, 'multiple', formula, missing, note);
  }
  let people = 0;
  let agents = 0;
  for (const deal of created) {
    const until = deal.createdOn as string;
    for (const a of touches.get(deal.accountId ?? '') ?? []) {
      const day = a.happenedAt.slice(0, 10);
      if (day > until || day < addDays(until, -90)) continue;
      if (a.byAgent) agents++;
      else people++;
    }
  }
  const n = created.length;
  return {
    id: 'activity-to-opportunity',
    name,
    value: ratio(people + agents, n),
    unit: 'multiple',
    numerator: people + agents,
    denominator: n,
    n,
    formula,
    missing: n === 0 ? 'opportunity.createdAt' : null,
    note: all.length > n ? `${all.length - n} of ${all.length} opportunities have no account and are left out.` : null,
    beside: [
      { name: 'touches by people', value: ratio(people, n), unit: 'multiple', n: people },
      { name: 'touches by agents', value: ratio(agents, n), unit: 'multiple', n: agents },
    ],
    predicate: 'created in the period',
    deals: created,
  };
}

const OPENS = 8;
const CLOSES = 18;
const HOUR = 3_600_000;

/** Hours between two instants that fall on weekdays 08–18 UTC. */
export function businessHours(from: string, to: string): number {
  let at = Date.parse(from);
  const end = Date.parse(to);
  let hours = 0;
  while (at < end) {
    const date = new Date(at);
    const midnight = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
    const weekday = date.getUTCDay();
    const open = Math.max(at, midnight + OPENS * HOUR);
    const close = Math.min(end, midnight + CLOSES * HOUR);
    if (weekday !== 0 && weekday !== 6 && close > open) hours += (close - open) / HOUR;
    at = midnight + 24 * HOUR;
  }
  return hours;
}

/** Answered within this many business hours counts as in time. */
export const RESPONSE_SLA_HOURS = 4;

export function responseTime(company: CompanyAsOf, period: Period): KpiBody {
  const name = 'Response time';
  const formula = 'inbound → first non-automatic reply, in business hours (weekdays 08–18 UTC): median';
  const waits: number[] = [];
  let inbound = 0;
  for (const list of byAccount(company.activities).values()) {
    list.forEach((a, i) => {
      if (a.direction !== 'inbound' || !within(a.happenedAt.slice(0, 10), period)) return;
      inbound++;
      const reply = list.slice(i + 1).find((r) => r.direction === 'outbound' && r.byAgent !== true);
      if (reply) waits.push(businessHours(a.happenedAt, reply.happenedAt));
    });
  }
  if (waits.length === 0) {
    return unknownKpi(
      'response-time',
      name,
      'hours',
      formula,
      inbound
        ? 'activity.direction (outbound)'
        : company.activities.length > 0 && company.activities.every((a) => a.accountId === null)
          ? 'activity.accountId'
          : 'activity.direction (inbound)',
    );
  }
  return {
    id: 'response-time',
    name,
    value: median(waits),
    unit: 'hours',
    numerator: null,
    denominator: null,
    n: waits.length,
    formula,
    note:
      inbound > waits.length
        ? `${inbound - waits.length} of ${inbound} inbound messages have no reply yet and are not in the median.`
        : null,
    beside: [
      { name: 'P90', value: nearestRank(waits, 0.9), unit: 'hours', n: waits.length },
      {
        name: `answered within ${RESPONSE_SLA_HOURS} h`,
        value: ratio(waits.filter((w) => w <= RESPONSE_SLA_HOURS).length, inbound),
        unit: 'ratio',
        n: inbound,
      },
    ],
    predicate: 'accounts with an inbound message in the period',
  };
}

/** Accounts with contact in both directions in the 90 days to `asOf`. */
function twoWay(company: CompanyAsOf): Set<string> {
  const since = addDays(company.asOf, -90);
  const seen = new Map<string, Set<string>>();
  for (const a of company.activities) {
    if (!a.accountId || !a.direction || a.happenedAt.slice(0, 10) < since) continue;
    const directions = seen.get(a.accountId) ?? new Set();
    seen.set(a.accountId, directions.add(a.direction));
  }
  return new Set([...seen].filter(([, d]) => d.has('inbound') && d.has('outbound')).map(([id]) => id));
}

export function accountsPerRep(company: CompanyAsOf): KpiBody {
  const name = 'Accounts per rep';
  const formula = 'accounts with two-way contact in 90 days ÷ quota-carrying full-time people';
  const reps = company.people.filter((p) => p.quotaCarrying === true && p.active !== false).length;
  if (company.activities.length === 0)
    return unknownKpi('accounts-per-rep', name, 'count', formula, 'activity.direction');
  if (reps === 0) return unknownKpi('accounts-per-rep', name, 'count', formula, 'person.quotaCarrying');
  if (company.activities.every((a) => a.accountId === null))
    return unknownKpi('accounts-per-rep', name, 'count', formula, 'activity.accountId');
  const accounts = twoWay(company).size;
  return {
    id: 'accounts-per-rep',
    name,
    value: accounts / reps,
    unit: 'count',
    numerator: accounts,
    denominator: reps,
    n: accounts,
    formula,
    note: 'Each person counts as one full-time position: the CRM holds no working time.',
  };
}

export function t3Coverage(company: CompanyAsOf): KpiBody {
  const name = 'T3 coverage';
  const formula =
    'contactable in-ICP T3 accounts with a compliant personal touch or answered inbound in 90 days ÷ all of them; void where complaints ≥ 0.1 %';
  const t3 = new Set(company.accounts.filter((a) => a.tier === 'T3').map((a) => a.id));
  if (t3.size === 0) {
    return unknownKpi(
      't3-coverage',
      name,
      'ratio',
      formula,
      'account.tier',
      'No account is T3: until the first tiering is signed all count as T1.',
    );
  }
  const contactable = new Set(
    company.contacts.filter((c) => c.contactable && c.accountId).map((c) => c.accountId as string),
  );
  const all = [...t3].filter((id) => contactable.has(id));
  if (all.length === 0)
    return unknownKpi(
      't3-coverage',
      name,
      'ratio',
      formula,
      'contact.consent',
      'No T3 account has a contact whose consent is known.',
    );
  const since = addDays(company.asOf, -90);
  const touched = new Set(
    company.activities
      .filter((a) => a.direction === 'outbound' && a.happenedAt.slice(0, 10) >= since)
      .map((a) => a.accountId),
  );
  const covered = all.filter((id) => touched.has(id)).length;
  return {
    id: 't3-coverage',
    name,
    value: covered / all.length,
    unit: 'ratio',
    numerator: covered,
    denominator: all.length,
    n: all.length,
    formula,
    note: 'Complaints are not recorded yet; the number is void where they reach 0.1 %.',
  };
}
