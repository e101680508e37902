import { addDays, daysBetween } from '@salesagent/canon/sales';
import type { Deal } from './deals';
import { byAccountId, type Account, type Contact, type Person } from './people-and-accounts';
import type { Random } from './random';
import { noteOf } from './notes';
import { afterOfficeMinutes, workday } from './weekdays';
import { CASE_SUBJECTS, MAIL_SUBJECTS } from './words';

export type Row = Record<string, string | number | boolean | null>;

/** Calls, mails and meetings along each deal's life, and our answers to what came in; neglected deals fall silent. */
export function activities(random: Random, list: readonly Deal[], people: readonly Contact[], anchor: string): Row[] {
  const rows: Row[] = [];
  const byAccount = byAccountId(people);
  const add = (row: Row, day: string, minute: number): void => {
    const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
    rows.push({ activity_id: `E${70001 + rows.length}`, ...row, activity_date: `${day} ${time}` });
  };
  for (const deal of list) {
    const last = deal.closedOn || anchor;
    const worked = Math.min(daysBetween(deal.createdOn, last), deal.outcome === null ? 75 : 200);
    const others = deal.account ? byAccount.get(deal.account.id)! : [];
    for (let at = random.int(0, 8), next = 0; at <= worked; at = next) {
      next = at + random.int(9, 45);
      const day = workday(random, addDays(deal.createdOn, at));
      if (day > last) break;
      const type = random.weighted([
        ['email', 45],
        ['call', 30],
        ['meeting', 20],
        ['linkedin', 5],
      ] as const);
      const spoken = type === 'call' || type === 'meeting';
      const inbound = random.chance(type === 'email' ? 0.4 : 0.2);
      const missed = spoken && random.chance(0.2);
      const minute = 60 * random.int(8, 17) + 15 * random.int(0, 3);
      const about = {
        account_id: deal.account?.id ?? '',
        opportunity_id: deal.id,
        contact_id: random.chance(0.6) || others.length === 0 ? deal.contactId : random.pick(others).id,
        owner_id: deal.ownerId,
      };
      const row = {
        ...about,
        activity_type: type,
        direction: inbound ? 'inbound' : 'outbound',
        activity_date: '',
        duration: spoken ? random.pick([15, 25, 30, 45]) : '',
        disposition: spoken ? (missed ? 'no-show' : 'held') : '',
        subject: spoken ? '' : random.pick(MAIL_SUBJECTS),
        notes: spoken ? noteOf(random, deal, missed, next > worked) : '',
      };
      add(row, day, minute);
      if (!inbound || random.chance(0.07)) continue;
      // Most are answered within half a day of office time, some lie until the next.
      const reply = afterOfficeMinutes(day, minute, Math.round(Math.min(1_500, random.around(170, 0.9))));
      if (reply.day > anchor) continue;
      const mail = { activity_type: 'email', direction: 'outbound', activity_date: '', duration: '', disposition: '' };
      add({ ...about, ...mail, subject: 'Re: your message', notes: '' }, reply.day, reply.minute);
    }
  }
  return rows;
}

/** A contract for each recurring win, renewed while the customer stays. */
export function contracts(random: Random, list: readonly Deal[], anchor: string): Row[] {
  const rows: Row[] = [];
  for (const deal of list) {
    if (deal.outcome !== 'won' || !deal.product.recurring || !deal.account || deal.type === 'renewal') continue;
    const start = workday(random, addDays(deal.closedOn, random.int(3, 20)));
    if (start > anchor) continue;
    const months = deal.termMonths ?? 12;
    let renewal = addMonths(start, months);
    let ended = '';
    while (renewal <= anchor && ended === '') {
      if (random.chance(0.14)) ended = renewal;
      else renewal = addMonths(renewal, 12);
    }
    rows.push({
      contract_number: `K${3001 + rows.length}`,
      account_id: deal.account.id,
      opportunity_id: deal.id,
      contract_start: start,
      renewal_date: ended === '' ? renewal : '',
      ended,
      annual_value: Math.round((((deal.amount ?? 0) - (deal.oneOff ?? 0)) / months) * 12),
      currency: 'USD',
      status: ended === '' ? 'active' : 'ended',
    });
  }
  return rows;
}

function addMonths(date: string, months: number): string {
  const at = new Date(`${date.slice(0, 7)}-01T00:00:00Z`);
  at.setUTCMonth(at.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
  return `${at.toISOString().slice(0, 8)}${String(Math.min(lastDay, Number(date.slice(8)))).padStart(2, '0')}`;
}

/** Support cases of customers; a few accounts are plainly unhappy. */
export function cases(
  random: Random,
  customers: readonly Account[],
  people: readonly Contact[],
  from: string,
  anchor: string,
): Row[] {
  const rows: Row[] = [];
  const byAccount = byAccountId(people);
  const span = daysBetween(from, anchor);
  for (const account of customers) {
    const unhappy = random.chance(0.1);
    for (let left = random.int(0, unhappy ? 8 : 3); left > 0; left -= 1) {
      const category = random.pick(['defect', 'question', 'billing'] as const);
      const arrived = unhappy ? addDays(anchor, -random.int(1, 90)) : addDays(from, random.int(0, span));
      const opened = minimum(workday(random, arrived), anchor);
      const open = daysBetween(opened, anchor) < 40 && random.chance(unhappy ? 0.7 : 0.3);
      rows.push({
        ticket_id: `S${9001 + rows.length}`,
        account_id: account.id,
        contact_id: random.pick(byAccount.get(account.id)!).id,
        category,
        priority: random.weighted([
          ['normal', 70],
          ['high', 25],
          ['urgent', 5],
        ] as const),
        status: open ? 'open' : 'closed',
        opened,
        closed: open ? '' : minimum(addDays(opened, random.int(1, 25)), anchor),
        escalation_level: unhappy && random.chance(0.35) ? random.int(1, 2) : 0,
        subject: random.pick(CASE_SUBJECTS[category]),
      });
    }
  }
  return rows;
}

function minimum(a: string, b: string): string {
  return a < b ? a : b;
}

/** A target a quarter and rep. */
export function targets(
  random: Random,
  team: readonly Person[],
  quarters: readonly { start: string; end: string }[],
): Row[] {
  return team
    .filter((p) => p.role === 'rep' && p.active)
    .flatMap((rep) =>
      quarters.map(({ start, end }, i) => ({
        owner: rep.id,
        period_start: start,
        period_end: end,
        quota: 45_000 + 2_500 * i + 5_000 * random.int(0, 4),
        currency: 'USD',
      })),
    );
}
