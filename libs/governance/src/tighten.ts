import { ACTIONS, EFFECT_CLASSES, type EffectClass } from '@salesagent/canon/sales';
import { APPROVERS, type ApproverRole, type Policy, type PolicyOverride, type Refinement } from './policy';

/** A value of a company's policy that would allow more than the base does, and where it stands. */
export interface Loosening {
  path: (string | number)[];
  message: string;
}

export class PolicyLoosened extends Error {
  constructor(readonly problems: readonly Loosening[]) {
    const each = problems.map((p) => `${p.path.join('.')} ${p.message}`);
    super(`A company's policy may tighten the base policy, never loosen it: ${each.join('; ')}`);
    this.name = 'PolicyLoosened';
  }
}

/**
 * The base policy with a company's override on top. @throws PolicyLoosened naming every value that would allow more
 * than the base
 */
export function tightenPolicy(base: Policy, override: PolicyOverride): Policy {
  const { policy, loosened } = tighten(base, override);
  if (loosened.length > 0) throw new PolicyLoosened(loosened);
  return policy;
}

/**
 * As `tightenPolicy`, but the base's value stays where the override would loosen it, and what was left out is named.
 * Refinements are added; each can only tighten, whatever it says. Calendar, tier thresholds and the cost of an hour
 * are facts about the company and are taken as they are.
 */
export function tighten(base: Policy, override: PolicyOverride): { policy: Policy; loosened: Loosening[] } {
  const loosened: Loosening[] = [];
  const stricter = (path: string[], now: number | undefined, before: number, most: boolean): number => {
    if (now === undefined) return before;
    if (most ? now <= before : now >= before) return now;
    const bound = most ? `the base allows at most ${before}` : `the base asks for at least ${before}`;
    loosened.push({ path, message: `is ${now}, ${bound}` });
    return before;
  };
  const { docket, autonomy } = override;
  const docketAtMost = (name: 'decisionsPerRep' | 'decisionsPerManager' | 'overflowExpiresInBusinessDays'): number =>
    stricter(['docket', name], docket?.[name], base.docket[name], true);
  const docketAtLeast = (name: 'dismissedRestsDays' | 'quarterEndQuietBusinessDays'): number =>
    stricter(['docket', name], docket?.[name], base.docket[name], false);
  const earned = (
    name: 'decisions' | 'approvers' | 'weeks' | 'seededShare' | 'coolDownDays' | 'holdOutShare',
  ): number => stricter(['autonomy', name], autonomy?.[name], base.autonomy[name], false);
  const earnedAtMost = (name: 'undoneAtMost' | 'countedPerApproverDay' | 'oneApproverAtMost'): number =>
    stricter(['autonomy', name], autonomy?.[name], base.autonomy[name], true);
  const bar = (name: keyof Policy['autonomy']['bars']): number =>
    stricter(['autonomy', 'bars', name], autonomy?.bars?.[name], base.autonomy.bars[name], false);
  const fewer = (effects: Policy['bulk']['effects'] | undefined): Policy['bulk']['effects'] => {
    const more = (effects ?? []).filter((e) => !base.bulk.effects.includes(e));
    if (more.length > 0)
      loosened.push({ path: ['bulk', 'effects'], message: `names ${more.join(', ')}, the base does not` });
    return effects === undefined ? base.bulk.effects : effects.filter((e) => base.bulk.effects.includes(e));
  };
  const refinements = override.refinements ?? [];
  refinements.forEach((r, i) => loosened.push(...handedDown(base, r, i)));
  return {
    policy: {
      ...base,
      refinements: [...base.refinements, ...refinements],
      docket: {
        decisionsPerRep: docketAtMost('decisionsPerRep'),
        decisionsPerManager: docketAtMost('decisionsPerManager'),
        morning: docket?.morning ?? base.docket.morning,
        overflowExpiresInBusinessDays: docketAtMost('overflowExpiresInBusinessDays'),
        dismissedRestsDays: docketAtLeast('dismissedRestsDays'),
        quarterEndQuietBusinessDays: docketAtLeast('quarterEndQuietBusinessDays'),
      },
      attention: override.attention ?? base.attention,
      escalation: {
        afterShare: stricter(
          ['escalation', 'afterShare'],
          override.escalation?.afterShare,
          base.escalation.afterShare,
          true,
        ),
      },
      bulk: {
        effects: fewer(override.bulk?.effects),
        most: stricter(['bulk', 'most'], override.bulk?.most, base.bulk.most, true),
      },
      autonomy: {
        decisions: earned('decisions'),
        approvers: earned('approvers'),
        weeks: earned('weeks'),
        seededShare: earned('seededShare'),
        bars: { log: bar('log'), overwrite: bar('overwrite'), stage: bar('stage'), message: bar('message') },
        undoneAtMost: earnedAtMost('undoneAtMost'),
        countedPerApproverDay: earnedAtMost('countedPerApproverDay'),
        oneApproverAtMost: earnedAtMost('oneApproverAtMost'),
        coolDownDays: earned('coolDownDays'),
        holdOutShare: earned('holdOutShare'),
        outcomeDays: autonomy?.outcomeDays ?? base.autonomy.outcomeDays,
      },
      tiering: override.tiering ?? base.tiering,
      calendar: { ...base.calendar, ...override.calendar },
    },
    loosened,
  };
}

/** Effect classes that a refinement can be about. */
export function effectsOf({ when }: Refinement): EffectClass[] {
  const ofActions = when.actions?.flatMap((name): readonly EffectClass[] => ACTIONS[name].effects);
  return EFFECT_CLASSES.filter((e) => (when.effects?.includes(e) ?? true) && (ofActions?.includes(e) ?? true));
}

export const rankOf = (role: ApproverRole): number => APPROVERS.indexOf(role);

/** A refinement that names a lower approver or a longer time than the base does everywhere: it was meant to loosen. */
function handedDown(base: Policy, refinement: Refinement, index: number): Loosening[] {
  const { approver, expiresInBusinessDays: days } = refinement;
  const effects = effectsOf(refinement);
  const of = effects.map((e) => base.effects[e]);
  const found: Loosening[] = [];
  const at = (name: string, message: string): void => {
    found.push({ path: ['refinements', index, name], message });
  };
  const about = effects.join(', ');
  const lowest = APPROVERS[Math.min(...of.map((b) => rankOf(b.approver)))];
  if (approver && lowest && rankOf(approver) < rankOf(lowest))
    at('approver', `is ${approver}, the base asks the ${lowest} for ${about}`);
  const longest = Math.max(...of.map((b) => b.expiresInBusinessDays));
  if (days !== undefined && of.length > 0 && days > longest)
    at('expiresInBusinessDays', `is ${days}, the base gives at most ${longest} for ${about}`);
  return found;
}
