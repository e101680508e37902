import { compareSubStages, SUB_STAGE_ORDER, type SubStage } from '../sales/stages';
import type { WonYardstick } from './classify';
import type { CompanyAsOf, ContractAsOf } from './company';
import { unknownKpi, type KpiBody } from './kpi';
import { maturedCohort } from './outcomes';
import { ratio, sum } from './percentile';
import type { Period } from './period';

/** The same day a year earlier; 29 February becomes 28 February. */
export function yearBefore(day: string): string {
  const moved = `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`;
  return moved.endsWith('-02-29') ? moved.replace('-29', '-28') : moved;
}

/** Recurring value a year per account on a day. */
function recurringOn(contracts: readonly ContractAsOf[], day: string): Map<string, number> {
  const values = new Map<string, number>();
  for (const c of contracts) {
    if (!c.accountId || c.startDate > day || (c.endedAt !== null && c.endedAt <= day)) continue;
    values.set(c.accountId, (values.get(c.accountId) ?? 0) + c.annualValue);
  }
  return values;
}

/** Net and gross revenue retention of the customers of twelve months ago. */
export function retention(company: CompanyAsOf, kind: 'nrr' | 'grr'): KpiBody {
  const name = kind === 'nrr' ? 'Net revenue retention' : 'Gross revenue retention';
  const formula =
    kind === 'nrr'
      ? 'customers of 12 months ago: recurring revenue now ÷ then; no new or won-back ones'
      : 'customers of 12 months ago: recurring revenue now, each capped at its start, ÷ then';
  const start = yearBefore(company.asOf);
  const then = recurringOn(company.contracts, start);
  if (then.size === 0) {
    const note = company.contracts.length ? `No contract was running on ${start}.` : 'No contract is recorded.';
    return unknownKpi(kind, name, 'ratio', formula, 'contract.annualValue', note);
  }
  const now = recurringOn(company.contracts, company.asOf);
  const kept = [...then].map(([id, was]) => (kind === 'nrr' ? (now.get(id) ?? 0) : Math.min(was, now.get(id) ?? 0)));
  const numerator = sum(kept);
  const denominator = sum([...then.values()]);
  return {
    id: kind,
    name,
    value: ratio(numerator, denominator),
    unit: 'ratio',
    numerator,
    denominator,
    n: then.size,
    formula,
  };
}

/**
 * Of matured deals that entered a sub-stage, the share that ever reached a later one (or won). Skipping counts as
 * passing, coming back counts once.
 */
export function stageConversion(company: CompanyAsOf, _period: Period, ages: WonYardstick): KpiBody {
  const name = 'Stage conversion';
  const formula = 'of deals entering a sub-stage, the share ever reaching the next; matured cohorts only';
  const cohort = maturedCohort(company.deals, ages, company.asOf);
  if (cohort.length === 0) return unknownKpi('stage-conversion', name, 'ratio', formula, 'opportunity.subStage');
  const entered = new Map<SubStage, { n: number; passed: number }>();
  const left = new Set<SubStage>();
  for (const deal of cohort) {
    // A lost deal's last move, to 5.3, is its end and not progress.
    const reached = deal.stages.map((s) => s.subStage as SubStage).filter((s) => s !== '5.3' || deal.outcome === 'won');
    const furthest = reached.reduce<SubStage | null>((a, b) => (a && compareSubStages(a, b) > 0 ? a : b), null);
    for (const stage of new Set(reached)) {
      if (stage !== reached.at(-1) || deal.outcome !== null) left.add(stage);
      const seen = entered.get(stage) ?? { n: 0, passed: 0 };
      seen.n++;
      if (furthest && compareSubStages(furthest, stage) > 0) seen.passed++;
      entered.set(stage, seen);
    }
  }
  // The cohort is of engaged deals, so earlier steps were passed by all of it.
  const all = SUB_STAGE_ORDER.filter((s) => s >= '4.1' && s < '5.3' && entered.has(s));
  // Where only deals that are still there are seen, the CRM keeps no history of those that left.
  const stages = all.filter((s) => left.has(s));
  const unseen = all.filter((s) => !left.has(s));
  const first = stages[0];
  const main = first ? entered.get(first) : undefined;
  if (!first || !main) return unknownKpi('stage-conversion', name, 'ratio', formula, 'opportunity.subStage');
  return {
    id: 'stage-conversion',
    name: `Stage conversion from ${first}`,
    value: ratio(main.passed, main.n),
    unit: 'ratio',
    numerator: main.passed,
    denominator: main.n,
    n: main.n,
    formula,
    note:
      [
        stages.length === 1 ? `Only ${first} is recorded before the outcome: conversion to won.` : null,
        unseen.length > 0
          ? `Not known from ${unseen.join(', ')}: the CRM shows which deals are there, not which have left (opportunity.subStage history).`
          : null,
      ]
        .filter(Boolean)
        .join(' ') || null,
    beside: all.map((s) => {
      const { n, passed } = entered.get(s) as { n: number; passed: number };
      return { name: `from ${s}`, value: left.has(s) ? ratio(passed, n) : null, unit: 'ratio' as const, n };
    }),
    predicate: `matured deals that entered ${first}`,
    deals: cohort.filter((d) => d.stages.some((s) => s.subStage === first)),
  };
}
