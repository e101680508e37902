import { ACTIONS } from '@salesagent/canon/sales';
import {
  checksNeeded,
  liftOf,
  PEOPLE_FOR_A_SHARE,
  STANDS_IN_WORDS,
  type Lift,
  type Policy,
  type ShadowMode,
} from '@salesagent/governance';
import type { RungStanding } from './rungs';

/**
 * Where an action stands on a tier, as people and programs are told: numbers of the action, never of a person. What share
 * was accepted is left out while only one person has decided.
 */
export interface RungView {
  action: string;
  agent: string;
  effect: string;
  tier: string;
  ceiling: string;
  stands: string;
  /** After the action's name and tier, in a sentence. */
  words: string;
  evidence: {
    since: string | null;
    decisions: number;
    decisionsNeeded: number;
    acceptedUnedited: number | null;
    approvers: number;
    approversNeeded: number;
    weeks: number;
    weeksNeeded: number;
    knownBadCaught: number;
    knownBadMissed: number;
    knownBadNeeded: number;
    uncounted: { notByPerson: number; unopened: number; overDaily: number };
  } | null;
  /** Lower bound of accepted unedited and the bar it must exceed, 0–1. */
  bound: number | null;
  bar: number | null;
  lacks: string[];
  restsUntil: string | null;
  signed: { at: string; by: string; policyVersion: string } | null;
  demoted: { at: string; by: string; cause: string; reason: string } | null;
  alone: { executed: number; undone: number; undoneAtMost: number };
  shadow: { wouldRunAlone: number; agreed: number | null };
  /** Since when it only prepares here, by whom and why; null when it is not in shadow. */
  inShadow: { since: string; by: string; reason: string } | null;
  /** Null where nothing is ever held out. */
  lift: Lift | null;
}

const isOfMany = (people: number): boolean => people >= PEOPLE_FOR_A_SHARE;

export function rungView(r: RungStanding, policy: Policy, lift: Lift | null, mode: ShadowMode | null): RungView {
  const { autonomy: rules } = policy;
  const { evidence: e, rung } = r;
  return {
    ...{ action: r.action, agent: ACTIONS[r.action].agent, effect: r.effect, tier: r.tier, ceiling: r.ceiling },
    ...{ stands: r.stands, words: STANDS_IN_WORDS[r.stands] },
    evidence: e && {
      since: e.since?.toISOString() ?? null,
      ...{ decisions: e.decisions, decisionsNeeded: rules.decisions },
      acceptedUnedited: isOfMany(e.approvers) ? e.acceptedUnedited : null,
      ...{ approvers: e.approvers, approversNeeded: rules.approvers, weeks: e.weeks, weeksNeeded: rules.weeks },
      ...{ knownBadCaught: e.checks.caught, knownBadMissed: e.checks.missed, knownBadNeeded: checksNeeded(rules) },
      uncounted: e.uncounted,
    },
    ...{
      bound: e && isOfMany(e.approvers) ? r.bound : null,
      bar: r.bar,
      lacks: r.lacks,
      restsUntil: r.restsUntil?.toISOString() ?? null,
    },
    signed: rung.signed && { ...rung.signed, at: rung.signed.at.toISOString() },
    demoted: rung.demoted && { ...rung.demoted, at: rung.demoted.at.toISOString() },
    alone: { ...r.alone, undoneAtMost: rules.undoneAtMost },
    shadow: { wouldRunAlone: r.shadow.wouldRunAlone, agreed: isOfMany(r.shadow.people) ? r.shadow.agreed : null },
    inShadow: mode && { ...mode, since: mode.since.toISOString() },
    lift: r.tier === 'T3' && r.bar !== null ? (lift ?? liftOf({ hits: 0, n: 0 }, { hits: 0, n: 0 })) : null,
  };
}
