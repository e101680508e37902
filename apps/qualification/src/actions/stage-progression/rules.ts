import { z } from 'zod';
import { nothing, type Decision } from '@salesagent/agent';
import type { Evidence } from '@salesagent/canon/events';
import {
  MEDDICC,
  MEDDICC_LETTERS,
  SUB_STAGES,
  type EvidenceLevel,
  type MeddiccLetter,
  type SubStage,
} from '@salesagent/canon/sales';

const letter = z.enum(MEDDICC_LETTERS as [MeddiccLetter, ...MeddiccLetter[]]);
const level = z.number().int().min(1).max(3);

/** Thresholds of playbook section `4-progression/stage-progression`. */
export const progressionRules = z.strictObject({
  gates: z.strictObject({ '4.2': z.partialRecord(letter, level), '4.3': z.partialRecord(letter, level) }),
});
export type ProgressionRules = z.infer<typeof progressionRules>;

export interface ProgressionFacts {
  dealId: string;
  /** As people call it: its name, else its id. */
  deal: string;
  subStage: SubStage | null;
  /** Whether this CRM holds evidence for any deal. */
  recorded: boolean;
  evidence: Partial<Record<MeddiccLetter, EvidenceLevel>>;
  amount: number | null;
  /** Chance of winning, 0–1, as the deal’s score has it; null while there is no curve. */
  pWin: number | null;
}

const FORWARD: Partial<Record<SubStage, '4.2' | '4.3'>> = { '4.1': '4.2', '4.2': '4.3' };
const BACK: Partial<Record<SubStage, '4.1' | '4.2'>> = { '4.2': '4.1', '4.3': '4.2' };

/** A move to where the evidence says the deal is; only inside progression. */
export function decideProgression(facts: ProgressionFacts, rules: ProgressionRules): Decision {
  const { subStage, recorded } = facts;
  if (!recorded) return nothing('not recorded: this CRM holds no evidence fields, so nothing says where the deal is');
  if (subStage === null) return nothing('the deal has no sub-stage');
  const gone = lettersOf(rules, subStage).filter(([l]) => facts.evidence[l] === 0);
  const back = BACK[subStage];
  if (back && gone.length > 0) return move(facts, subStage, back, gone, 'back', 'no evidence any more');
  const next = FORWARD[subStage];
  if (!next) return nothing('the next sub-stage is a person’s to say');
  const needed = lettersOf(rules, next);
  const open = needed.filter(([l, least]) => (facts.evidence[l] ?? 0) < least);
  if (open.length > 0) return nothing(`${next} is not borne out yet: ${open.map(([l]) => MEDDICC[l]).join(', ')}`);
  return move(facts, subStage, next, needed, 'forward', 'said by the customer');
}

type Gate = readonly (readonly [MeddiccLetter, number])[];

function lettersOf({ gates }: ProgressionRules, subStage: SubStage): Gate {
  const gate = subStage === '4.2' || subStage === '4.3' ? gates[subStage] : {};
  return MEDDICC_LETTERS.flatMap((l) => (gate[l] === undefined ? [] : [[l, gate[l]] as const]));
}

function move(
  facts: ProgressionFacts,
  from: SubStage,
  to: '4.1' | '4.2' | '4.3',
  letters: Gate,
  way: 'forward' | 'back',
  because: string,
): Decision {
  const ref = `opportunity/${facts.dealId}`;
  const named = letters.map(([l]) => MEDDICC[l]).join(', ');
  return {
    kind: 'proposal',
    title: `Move ${way} to ${SUB_STAGES[to].toLowerCase()}: ${facts.deal}`,
    why: `${named}: ${because}. The deal stands in ${from} (${SUB_STAGES[from].toLowerCase()}).`,
    evidence: letters.map(([l]): Evidence => ({
      label: MEDDICC[l],
      value: facts.evidence[l] ?? 0,
      source: `${ref}#meddicc`,
    })),
    change: {
      kind: 'fields',
      record: { type: 'opportunity', id: facts.dealId },
      expect: { subStage: from },
      set: { subStage: to },
    },
    attention: { pWin: facts.pWin, amount: facts.amount },
    material: { from, to, evidence: letters.map(([l]) => [l, facts.evidence[l] ?? 0]) },
    citations: [`4-progression/stage-progression#${way}`],
  };
}
