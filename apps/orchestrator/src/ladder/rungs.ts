import { ACTION_NAMES, ACTIONS, TIERS, type ActionName, type EffectClass, type Tier } from '@salesagent/canon/sales';
import {
  countedSince,
  evidenceOf,
  LOWEST_RUNG,
  standingOf,
  type AloneRecord,
  type DemotionCause,
  type KnownBadAnswer,
  type LadderDecision,
  type Policy,
  type Rung,
  type Standing,
} from '@salesagent/governance';
import type { Db } from '../gate/docket-rows';

/** An action on a tier: what is signed, and what is taken down. */
export interface RungName {
  action: ActionName;
  tier: Tier;
}

export const rungStream = ({ action, tier }: RungName): string => `ladder/${action}/${tier}`;

/** People's decisions on what the action would have done alone, and how often they agreed. */
export interface Shadow {
  wouldRunAlone: number;
  agreed: number;
  /** People who made them. */
  people: number;
}

export interface RungStanding extends Standing {
  rung: Rung;
  alone: AloneRecord;
  shadow: Shadow;
}

/** Where every action of the catalogue stands on every tier; with `only`, that action on that tier. */
export async function rungs(db: Db, policy: Policy, now: Date, only: RungName | null = null): Promise<RungStanding[]> {
  const known = await read(db, only);
  const actions = only ? [only.action] : ACTION_NAMES;
  return actions.flatMap((action) =>
    (ACTIONS[action].effects as readonly EffectClass[]).flatMap((effect) =>
      (only ? [only.tier] : TIERS).map((tier) => {
        const { rung, decisions, answers, ran, shadow } = known.of(action, effect, tier);
        const missed = answers.filter((a) => !a.caught).map((a) => a.at.getTime());
        const since = countedSince(rung, missed.length > 0 ? new Date(Math.max(...missed)) : null);
        const evidence = evidenceOf(decisions, answers, policy.autonomy, since);
        const standing = standingOf(policy, { action, effect, tier }, rung, evidence, now);
        return { ...standing, rung, alone: ran, shadow };
      }),
    ),
  );
}

interface Known {
  rung: Rung;
  decisions: LadderDecision[];
  answers: KnownBadAnswer[];
  ran: AloneRecord;
  shadow: Shadow;
}

async function read(
  db: Db,
  only: RungName | null,
): Promise<{ of(action: ActionName, effect: EffectClass, tier: Tier): Known }> {
  const which = 'where ($1::text is null or action = $1) and ($2::text is null or tier = $2)';
  const params = [only?.action ?? null, only?.tier ?? null];
  const signed = await db.query<{
    action: string;
    tier: string;
    signed_at: Date;
    signed_by: string;
    policy_version: string;
  }>(
    `select action, tier, signed_at, signed_by, policy_version from orchestrator.autonomy ${which} and ended_at is null`,
    params,
  );
  const demoted = await db.query<{
    action: string;
    tier: string;
    at: Date;
    by: string;
    cause: DemotionCause;
    reason: string;
  }>(
    `select distinct on (action, tier) action, tier, at, by, cause, reason from orchestrator.ladder_demotion ${which}
     order by action, tier, at desc`,
    params,
  );
  const cases = await db.query<CaseRow>(
    `select action_id, action, effect, tier, kind, at, by, is_person, evidence_opened, outcome, would_run_alone,
       executed_at is not null as executed, undone_at is not null as undone
     from orchestrator.ladder_case ${which} and kind <> 'held-out'`,
    params,
  );
  const checks = await db.query<{ action: string; tier: string; at: Date; caught: boolean }>(
    `select action, tier, answered_at as at, caught from orchestrator.known_bad ${which} and answered_at is not null`,
    params,
  );
  return {
    of(action, effect, tier) {
      const at = (r: { action: string; tier: string }): boolean => r.action === action && r.tier === tier;
      const s = signed.rows.find(at);
      const d = demoted.rows.find(at);
      const own = cases.rows.filter((r) => at(r) && r.effect === effect);
      const byPeople = own.filter((r) => r.kind === 'person');
      const ran = own.filter((r) => r.kind === 'alone' && r.executed && (!s || r.at >= s.signed_at));
      const shadow = byPeople.filter((r) => r.would_run_alone);
      return {
        rung: {
          ...LOWEST_RUNG,
          signed: s ? { at: s.signed_at, by: s.signed_by, policyVersion: s.policy_version } : null,
          demoted: d ? { at: d.at, by: d.by, cause: d.cause, reason: d.reason } : null,
        },
        decisions: byPeople.map(toDecision),
        answers: checks.rows.filter(at),
        ran: { executed: ran.length, undone: ran.filter((r) => r.undone).length },
        shadow: {
          wouldRunAlone: shadow.length,
          agreed: shadow.filter((r) => r.outcome === 'accepted' && !r.undone).length,
          people: new Set(shadow.map((r) => r.by)).size,
        },
      };
    },
  };
}

interface CaseRow {
  action_id: string;
  action: string;
  effect: string;
  tier: string;
  kind: 'person' | 'alone';
  at: Date;
  by: string | null;
  is_person: boolean | null;
  evidence_opened: boolean | null;
  outcome: LadderDecision['outcome'] | null;
  would_run_alone: boolean | null;
  executed: boolean;
  undone: boolean;
}

function toDecision(r: CaseRow): LadderDecision {
  return {
    actionId: r.action_id,
    by: r.by ?? '',
    isPerson: r.is_person === true,
    at: r.at,
    evidenceOpened: r.evidence_opened === true,
    outcome: r.outcome ?? 'rejected',
    undone: r.undone,
  };
}

/** What each action that runs alone has done since it may. */
export async function ranAlone(db: Db): Promise<(RungName & AloneRecord)[]> {
  const { rows } = await db.query<RungName & AloneRecord>(
    `select a.action, a.tier, count(c.executed_at)::int as executed, count(c.undone_at)::int as undone
     from orchestrator.autonomy a join orchestrator.ladder_case c on c.action = a.action and c.tier = a.tier
       and c.kind = 'alone' and c.at >= a.signed_at and c.executed_at is not null
     where a.ended_at is null group by a.action, a.tier`,
  );
  return rows;
}
