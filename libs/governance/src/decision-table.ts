import { EFFECT_CLASSES, TIERS, type Ceiling, type EffectClass, type Tier } from '@salesagent/canon/sales';
import { CEILINGS } from './ceilings';
import type { FiscalCalendar } from './moment';
import type { ApproverRole, Policy, Refinement } from './policy';

/** What holds for an effect class on a tier, and the refinements that may tighten it, in the order of the policy. */
export interface Cell {
  effect: EffectClass;
  tier: Tier;
  ceiling: Ceiling;
  approver: ApproverRole;
  escalateTo: ApproverRole | null;
  expiresInBusinessDays: number;
  refinements: readonly Refinement[];
}

/** A policy as it is asked: one cell for each effect class and tier. */
export interface DecisionTable {
  cell(effect: EffectClass, tier: Tier): Cell;
  cells: readonly Cell[];
  calendar: FiscalCalendar;
}

const tables = new WeakMap<Policy, DecisionTable>();

/** The table of a policy; made once for each policy object. */
export function decisionTable(policy: Policy): DecisionTable {
  let table = tables.get(policy);
  if (!table) tables.set(policy, (table = compile(policy)));
  return table;
}

function compile(policy: Policy): DecisionTable {
  const cells = EFFECT_CLASSES.flatMap((effect) =>
    TIERS.map((tier): Cell => ({
      effect,
      tier,
      ceiling: CEILINGS[effect][tier],
      ...policy.effects[effect],
      refinements: policy.refinements.filter(
        ({ when }) => (when.effects?.includes(effect) ?? true) && (when.tiers?.includes(tier) ?? true),
      ),
    })),
  );
  const byPlace = new Map(cells.map((cell) => [`${cell.effect} ${cell.tier}`, cell]));
  return { cells, calendar: policy.calendar, cell: (effect, tier) => byPlace.get(`${effect} ${tier}`)! };
}
