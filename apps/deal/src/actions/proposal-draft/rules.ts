import { z } from 'zod';
import { addDays, type EvidenceLevel, type MeddiccLetter } from '@salesagent/canon/sales';

/** Thresholds of playbook section `5-close/proposal-draft`. */
export const proposalRules = z.strictObject({
  minimumDecisionCriteria: z.number().int().min(0).max(3),
  minimumChampionOrBuyer: z.number().int().min(0).max(3),
  subStages: z.array(z.string()).min(1),
  validDays: z.number().int().positive(),
  maximumDiscount: z.number().min(0).max(1),
  paymentDays: z.number().int().positive(),
  decisionMeetingDays: z.number().int().positive(),
  paperDays: z.number().int().positive(),
  /** The newest noted conversations of the deal that are read. */
  conversationsRead: z.number().int().positive(),
  statedProblemWords: z.array(z.string().min(1)),
  understoodAtMost: z.number().int().min(0),
});
export type ProposalRules = z.infer<typeof proposalRules>;

export interface ProposalFacts {
  subStage: string | null;
  open: boolean;
  accountName: string | null;
  productName: string | null;
  /** List price and deal amount, in the company's currency. */
  listPrice: number | null;
  amount: number | null;
  /** Part of the amount that is paid once. */
  oneOffAmount: number | null;
  meddicc: Partial<Record<MeddiccLetter, EvidenceLevel>> | null;
  /** A person asked for it: the readiness of the deal is theirs to judge, the price policy is not. */
  requested: boolean;
}

export interface Offer {
  /** All that is paid, the one-off fee included. */
  price: number;
  /** Null where nothing, or all of it, is paid once. */
  oneOff: number | null;
  listPrice: number | null;
  /** 0–1 of the list price; null where there is no list price. */
  discount: number | null;
  validUntil: string;
  decisionMeetingBy: string;
  paperBy: string;
}

export type ProposalDecision = { draft: true; offer: Offer } | { draft: false; because: string };

/** The day `days` business days (Monday to Friday) before `date`. */
export function businessDaysBefore(date: string, days: number): string {
  let day = date;
  for (let left = days; left > 0;) {
    day = addDays(day, -1);
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left -= 1;
  }
  return day;
}

/** Whether a proposal is drafted, at what price and with which dates. */
export function decideProposal(facts: ProposalFacts, rules: ProposalRules, today: string): ProposalDecision {
  const no = (because: string): ProposalDecision => ({ draft: false, because });
  if (!facts.open) return no('the deal is closed');
  if (!facts.accountName) return no('the deal has no account');
  if (!facts.productName) return no('the deal has no product');
  if (!facts.requested) {
    if (!facts.subStage || !rules.subStages.includes(facts.subStage)) {
      return no(`the deal is at ${facts.subStage ?? 'no stage'}, a proposal begins at ${rules.subStages.join(' or ')}`);
    }
    const criteria = facts.meddicc?.decisionCriteria ?? 0;
    if (criteria < rules.minimumDecisionCriteria) {
      return no(`decision criteria stand at ${criteria}, ${rules.minimumDecisionCriteria} are needed`);
    }
    const power = Math.max(facts.meddicc?.champion ?? 0, facts.meddicc?.economicBuyer ?? 0);
    if (power < rules.minimumChampionOrBuyer) {
      return no(`champion or economic buyer stand at ${power}, ${rules.minimumChampionOrBuyer} are needed`);
    }
  }
  const price = facts.amount ?? facts.listPrice;
  if (price === null || price <= 0) return no('neither an amount nor a list price is recorded');
  const discount = facts.listPrice ? Math.max(0, 1 - price / facts.listPrice) : null;
  if (discount !== null && discount > rules.maximumDiscount) {
    return no(
      `a discount of ${(100 * discount).toFixed(1)} % is above ${100 * rules.maximumDiscount} %: ask for a pricing decision first`,
    );
  }
  const validUntil = addDays(today, rules.validDays);
  return {
    draft: true,
    offer: {
      price,
      oneOff:
        facts.oneOffAmount !== null && facts.oneOffAmount > 0 && facts.oneOffAmount < price ? facts.oneOffAmount : null,
      listPrice: facts.listPrice,
      discount,
      validUntil,
      decisionMeetingBy: businessDaysBefore(validUntil, rules.decisionMeetingDays),
      paperBy: businessDaysBefore(validUntil, rules.paperDays),
    },
  };
}
