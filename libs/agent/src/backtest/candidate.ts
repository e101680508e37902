import type { ActionName, EffectClass, Tier } from '@salesagent/canon/sales';
import type { Standing } from '@salesagent/canon/kpi';
import type { ContentClass, Channel } from '@salesagent/governance';

/** A proposal that would have been made, with all that policy and docket ask of it. Nothing in it is of a later day. */
export interface Candidate {
  actionId: string;
  action: ActionName;
  agent: string;
  effect: EffectClass;
  /** Business day, and the instant (ISO) within it. */
  day: string;
  at: string;
  subject: string;
  title: string;
  why: string;
  opportunityId: string | null;
  accountId: string | null;
  ownerId: string | null;
  tier: Tier;
  /** The ceiling of its effect and tier is P. */
  prepareOnly: boolean;
  /** In the company's currency, the assumed one where none was known. */
  amount: number;
  pWin: number;
  minutes: number;
  expectedValue: number;
  /** Parts of the expected value that were only assumed. */
  priors: string[];
  /** Of the change, as policy conditions see it; null = not known. */
  fields: string[];
  content: readonly ContentClass[] | null;
  channel: Channel | null;
  /** Where its deal stood that day. */
  standing: Standing | null;
  subStage: string | null;
  expectedCloseDate: string | null;
}

/** Why and when a candidate stopped standing. */
export interface Ended {
  at: string;
  how: 'superseded' | 'expired';
  reason: string;
}

/** What its deal did within the window after it, as far as is known. Only for judging: nothing above reads it. */
export interface Afterwards {
  what: 'won' | 'lost' | 'moved' | 'nothing' | 'too early to say' | 'no deal';
  day: string | null;
  /** Whether that is what the action's KPI asks for; null where it cannot be said. */
  mattered: boolean | null;
}
