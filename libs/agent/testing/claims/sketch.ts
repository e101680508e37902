import type { Fields } from '@salesagent/canon/sales';
import { ACCOUNT_NAMES, CONTACT_NAMES, OWNER_NAMES, PRODUCT_NAMES } from './odd-names';
import { shifted } from './calendar';

/** A deal and what is recorded around it, before its facts are spoilt; `null` = there is no such record. */
export interface Sketch {
  today: string;
  account: Fields<'account'> | null;
  owner: Fields<'person'> | null;
  product: Fields<'product'> | null;
  contact: Fields<'contact'> | null;
  colleague: Fields<'contact'> | null;
  deal: Fields<'opportunity'>;
  /** Deals of the account that have ended. */
  past: Fields<'opportunity'>[];
  activities: Fields<'activity'>[];
  cases: Fields<'case'>[];
  contract: Fields<'contract'> | null;
  /** Days on which the deal moved, and on which its close date was pushed. */
  moved: string[];
  pushed: string[];
}

export interface Draw {
  /** 0 ≤ n < `below`. */
  whole(below: number): number;
  pick<T>(from: readonly T[]): T;
  chance(share: number): boolean;
}

const TODAYS = ['2017-12-31', '2024-02-29', '2026-03-04', '2026-12-28'] as const;
const NOTES = [
  'They lose two days a month reconciling orders by hand. Wants to see the hand-off.',
  'Main pain is late deliveries, about 340 a year. Compared us with another vendor.',
  'Manual errors cost them 12,500 EUR a quarter! Sean will ask finance.',
  'Asked for references; none given. Wants to measure the errors first.',
  'Short call, nothing decided.',
] as const;

const at = (date: string): string => `${date}T09:30:00.000Z`;

/**
 * Everything recorded and in order. Every second deal is ready for a proposal, every second has waited as long as a
 * stalled one, and each account has a reason to be written to.
 */
export function soundSketch(n: number, draw: Draw): Sketch {
  const today = draw.pick(TODAYS);
  const ago = (days: number): string => at(shifted(today, -days));
  const age = n % 4 < 2 ? 94 + draw.whole(45) : 1 + draw.whole(200);
  const ready = n % 2 === 0;
  const listPrice = draw.pick([4821, 55, 1096, 26_768, 5482.5, 0.99, 1_250_000]);
  const closing = (outcome: 'won' | 'lost', days: number): Fields<'opportunity'> => ({
    ...{ outcome, subStage: '5.3', crmStage: 'Closed', closedAt: ago(days), createdAt: ago(days + 40) },
    engagedAt: ago(days + 30),
  });
  return {
    today,
    account: {
      name: ACCOUNT_NAMES[n % ACCOUNT_NAMES.length]!,
      tier: draw.pick(['T1', 'T2', 'T3']),
      industry: draw.pick(['retail', 'software', 'medical']),
      employees: draw.pick([7, 250, 4540, 16_499]),
      revenue: draw.pick([0.55, 81, 718.62, 11_698.03]),
      country: draw.pick(['United States', 'Germany', 'Japan']),
      lifecycle: draw.pick(['prospect', 'customer']),
      agentIcpScore: draw.whole(1001) / 10,
      createdAt: ago(900),
    },
    owner: { name: OWNER_NAMES[n % OWNER_NAMES.length]! },
    product: { name: PRODUCT_NAMES[n % PRODUCT_NAMES.length]!, listPrice },
    contact: {
      name: CONTACT_NAMES[n % CONTACT_NAMES.length]!,
      title: draw.pick(['Head of Operations', 'CFO', 'VP 2nd Line']),
      role: draw.pick(['EB', 'Champion', 'Influencer']),
      persona: draw.pick(['operations', 'finance', 'Technology', 'sales', 'executive']),
    },
    colleague: { name: CONTACT_NAMES[(n + 3) % CONTACT_NAMES.length]!, role: 'Influencer' },
    deal: {
      name: draw.chance(0.5) ? `Renewal of line ${draw.whole(90)}` : null,
      crmStage: 'Engaging',
      subStage: ready ? '4.3' : draw.pick(['4.1', '4.2', '4.3']),
      amount: Math.round(listPrice * (0.9 + draw.whole(11) / 100) * 100) / 100,
      currency: draw.pick(['USD', 'EUR', 'JPY']),
      termMonths: draw.pick([12, 24, 36, null]),
      createdAt: ago(age + draw.whole(20)),
      engagedAt: ago(age),
      expectedCloseDate: shifted(today, draw.whole(60)),
      meddicc: ready
        ? { champion: 2 + draw.whole(2), decisionCriteria: 2 + draw.whole(2), identifyPain: 3, metrics: draw.whole(4) }
        : { identifyPain: draw.whole(4), metrics: draw.whole(4), economicBuyer: draw.whole(4) },
      nextStep: draw.pick(['Security review', 'Meet Dr. Weiß at 9', null]),
      nextStepDate: shifted(today, 1 + draw.whole(20)),
      competitor: draw.pick(['Globex 9', null]),
    },
    past: [
      closing('won', 160 + draw.whole(500)),
      ...(draw.chance(0.5) ? [closing('lost', 130 + draw.whole(380))] : []),
    ],
    activities: Array.from({ length: 1 + draw.whole(4) }, () => ({
      type: draw.pick(['call', 'meeting', 'email']),
      direction: draw.pick(['inbound', 'outbound']),
      happenedAt: ago(9 + draw.whole(110)),
      outcome: draw.pick(['held', 'no-show', null]),
      notes: draw.pick(NOTES),
    })),
    cases: draw.chance(0.4) ? [{ status: 'open', openedAt: ago(draw.whole(60)), escalationLevel: 0 }] : [],
    contract: { renewalDate: shifted(today, draw.whole(300) - 30), status: 'active', annualValue: listPrice },
    moved: draw.chance(0.3) ? [shifted(today, -draw.whole(130))] : [],
    pushed: draw.chance(0.3) ? [shifted(today, -40), shifted(today, -12)] : [],
  };
}
