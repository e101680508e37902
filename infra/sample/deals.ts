import { addDays, daysBetween, MEDDICC_LETTERS, type MeddiccLetter } from '@salesagent/canon/sales';
import { byAccountId, type Account, type Contact, type Person } from './people-and-accounts';
import type { Random } from './random';
import { isWeekend, workday } from './weekdays';
import { COMPETITORS, LOSS_REASONS, PRODUCTS, REGION_OF, SOURCES } from './words';

export interface Deal {
  id: string;
  name: string;
  account: Account | null;
  ownerId: string;
  contactId: string;
  product: (typeof PRODUCTS)[number];
  type: 'new' | 'expansion' | 'renewal';
  stage: string;
  outcome: 'won' | 'lost' | null;
  amount: number | null;
  oneOff: number | null;
  termMonths: number | null;
  createdOn: string;
  engagedOn: string;
  stageSince: string;
  expectedClose: string;
  closedOn: string;
  lossReason: string;
  competitor: string;
  source: string;
  forecast: string;
  nextStep: string;
  nextStepOn: string;
  discountAsked: boolean;
  evidence: Partial<Record<MeddiccLetter, number>>;
}

const OPEN_STAGES = ['Discovery', 'Validation', 'Business case', 'Proposal', 'Negotiation'] as const;

/** Wins become likelier until two months of age and rarer after; losses come early. A day's chance, by age. */
const winHazard = (age: number): number => 0.014 * Math.exp(-(((age - 62) / 34) ** 2)) + 0.0004;
const lossHazard = (age: number): number => 0.02 * Math.exp(-age / 18) + 0.0025;
/** What seven days bring comes on five; on a weekend hardly anybody closes anything. */
const WEEK = 7 / 5;
const WEEKEND_WORK = 0.03;
/** Quarters end with a push. */
const SEASON = [0.65, 0.95, 1.5] as const;
const PACE = { Enterprise: 0.75, 'Mid-market': 1, Small: 1.25 } as const;
/** After that nobody works on a deal any more, yet many stay open: the dead ones every CRM has. */
const NEGLECTED_AFTER = 170;

/** Two years of deals, each lived through day by day until it is won, lost or the anchor date. */
export function deals(
  random: Random,
  companies: readonly Account[],
  people: readonly Contact[],
  team: readonly Person[],
  from: string,
  anchor: string,
): Deal[] {
  const list: Deal[] = [];
  const span = daysBetween(from, anchor);
  const byAccount = byAccountId(people);
  const reps = team.filter((p) => p.role === 'rep');
  const history = new Histories();
  const begun = Array.from({ length: 2_000 }, () => workday(random, addDays(from, random.int(0, span - 1)))).sort();
  for (const [n, createdOn] of begun.entries()) {
    const { account, product, type } = history.next(random, companies, createdOn);
    const contact = random.pick(byAccount.get(account.id)!);
    const nearby = reps.filter((p) => p.region === REGION_OF[account.country]);
    const discountAsked = random.chance(0.25);
    const deal: Deal = {
      id: `O${20001 + n}`,
      name: `${account.name} – ${product.name}`,
      account: random.chance(0.03) ? null : account,
      ownerId: account.ownerId || random.pick(nearby.length > 0 ? nearby : reps).id,
      contactId: contact.id,
      product,
      type,
      stage: 'New',
      outcome: null,
      amount: random.chance(0.06)
        ? null
        : Math.round((product.price * (1 - (discountAsked ? random.next() * 0.16 : random.next() * 0.05))) / 10) * 10,
      oneOff: product.price >= 12_000 && random.chance(0.3) ? 2_500 : null,
      termMonths: product.recurring ? random.pick([12, 12, 12, 12, 12, 12, 24, 36]) : null,
      createdOn,
      engagedOn: '',
      stageSince: createdOn,
      expectedClose: '',
      closedOn: '',
      lossReason: '',
      competitor: random.chance(0.3) ? random.pick(COMPETITORS) : '',
      source: random.pick(SOURCES),
      forecast: '',
      nextStep: '',
      nextStepOn: '',
      discountAsked,
      evidence: {},
    };
    live(random, deal, account, anchor);
    history.note(account, deal);
    if (random.chance(0.02)) deal.ownerId = '';
    list.push(deal);
  }
  readyForProposal(list, byAccount, anchor);
  return list;
}

/** What has become of each account so far: a customer renews and expands, and nobody sells one thing there twice at once. */
class Histories {
  private readonly deals = new Map<string, { deal: Deal; product: string }[]>();

  note(account: Account, deal: Deal): void {
    this.deals.set(account.id, [...(this.deals.get(account.id) ?? []), { deal, product: deal.product.code }]);
  }

  /** Who is sold what next: customers more often than strangers, and only what is not on offer there already. */
  next(
    random: Random,
    companies: readonly Account[],
    day: string,
  ): Pick<Deal, 'product' | 'type'> & { account: Account } {
    for (;;) {
      const account = random.pick(companies);
      const past = this.deals.get(account.id) ?? [];
      const bought = past.filter(({ deal }) => deal.outcome === 'won' && deal.closedOn < day);
      if (bought.length === 0 && past.length > 3 && random.chance(0.5)) continue;
      const product = productFor(random, account);
      const same = past.filter((p) => p.product === product.code);
      if (same.some(({ deal }) => deal.outcome === null || deal.closedOn >= day)) continue;
      if (bought.length === 0) return { account, product, type: 'new' };
      const before = bought.filter((p) => p.product === product.code).at(-1);
      const renews = before && product.recurring && daysBetween(before.deal.closedOn, day) > 180;
      return { account, product, type: renews ? 'renewal' : 'expansion' };
    }
  }
}

function productFor(random: Random, account: Account): (typeof PRODUCTS)[number] {
  const weights = {
    Enterprise: [0, 1, 4, 6, 1, 4, 2],
    'Mid-market': [1, 5, 4, 0, 3, 3, 2],
    Small: [6, 3, 0, 0, 4, 1, 1],
  }[account.segment];
  return random.weighted(PRODUCTS.map((product, i) => [product, weights[i]!] as const));
}

function live(random: Random, deal: Deal, account: Account, anchor: string): void {
  const waits = random.int(1, 30);
  deal.stage = random.chance(0.5) ? 'Working' : 'Meeting held';
  if (addDays(deal.createdOn, waits) > anchor || random.chance(0.06)) return;
  deal.engagedOn = workday(random, addDays(deal.createdOn, waits));
  if (deal.engagedOn > anchor) {
    deal.engagedOn = '';
    return;
  }
  const pace = PACE[account.segment];
  const effort = random.around(1, 0.35);
  const pushed = random.chance(0.25) ? random.int(20, 80) : 0;
  deal.expectedClose = addDays(deal.engagedOn, random.int(45, 110) + pushed);
  for (let day = deal.engagedOn, age = 0; ; day = addDays(day, 1), age += 1) {
    if (day > anchor) break;
    if (isWeekend(day) && !random.chance(WEEKEND_WORK)) continue;
    advance(random, deal, day, age * pace);
    if (age > NEGLECTED_AFTER) {
      if (random.chance(0.008)) return close(random, deal, 'lost', day);
      continue;
    }
    const season = SEASON[(Number(day.slice(5, 7)) - 1) % 3]!;
    if (random.chance(WEEK * winHazard(age * pace) * season * pace * effort)) return close(random, deal, 'won', day);
    if (random.chance(WEEK * lossHazard(age * pace) * pace)) return close(random, deal, 'lost', day);
  }
  const rank = OPEN_STAGES.indexOf(deal.stage as (typeof OPEN_STAGES)[number]);
  deal.forecast = rank >= 4 ? 'commit' : rank >= 2 ? 'best case' : 'pipeline';
  if (random.chance(0.55)) {
    deal.nextStep = random.pick([
      'Call with finance',
      'Send the summary',
      'Security review',
      'Agree on dates',
      'Demo for the team',
    ]);
    deal.nextStepOn = addDays(anchor, random.int(-20, 25));
  }
}

function advance(random: Random, deal: Deal, day: string, age: number): void {
  const rank = Math.min(OPEN_STAGES.length - 1, Math.floor(age / 22));
  const current = OPEN_STAGES.indexOf(deal.stage as (typeof OPEN_STAGES)[number]);
  if (current < 0 || (rank > current && random.chance(0.08))) {
    deal.stage = OPEN_STAGES[current + 1]!;
    deal.stageSince = day;
    for (const letter of MEDDICC_LETTERS) {
      if (random.chance(0.42)) deal.evidence[letter] = Math.min(3, (deal.evidence[letter] ?? 0) + random.int(1, 2));
    }
  }
}

function close(random: Random, deal: Deal, outcome: 'won' | 'lost', day: string): void {
  deal.outcome = outcome;
  deal.closedOn = day;
  deal.stage = outcome === 'won' ? 'Closed Won' : 'Closed Lost';
  deal.stageSince = day;
  if (outcome === 'won') deal.amount ??= deal.product.price;
  else {
    deal.lossReason = random.chance(0.3) ? '' : random.pick(LOSS_REASONS);
    if (random.chance(0.3)) deal.amount = 0;
  }
}

/** A few deals a tier that have what a proposal needs, so that the day begins with something to draft. */
function readyForProposal(list: Deal[], byAccount: ReadonlyMap<string, Contact[]>, anchor: string): void {
  for (const tier of ['T1', 'T2', 'T3'] as const) {
    const open = list.filter(
      (d) => d.outcome === null && d.engagedOn !== '' && d.account?.tier === tier && d.account.ownerId !== '',
    );
    for (const [i, deal] of open
      .filter((d) => daysBetween(d.engagedOn, anchor) < 110)
      .slice(0, 6)
      .entries()) {
      deal.stage = i % 2 === 0 ? 'Business case' : 'Proposal';
      deal.stageSince = addDays(anchor, -(3 + 2 * i));
      deal.ownerId = deal.account!.ownerId;
      deal.amount = Math.round(deal.product.price * (1 - 0.015 * i));
      deal.evidence = {
        ...deal.evidence,
        decisionCriteria: 2 + (i % 2),
        champion: 3,
        identifyPain: 2,
        economicBuyer: 1 + (i % 2),
      };
      deal.contactId = byAccount.get(deal.account!.id)![0]!.id;
      deal.forecast = 'best case';
    }
  }
}
