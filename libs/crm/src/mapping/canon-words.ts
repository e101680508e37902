import {
  MEDDICC_LETTERS,
  SUB_STAGE_ORDER,
  TIERS,
  fieldSpec,
  type FieldSpec,
  type RecordType,
} from '@salesagent/canon/sales';

/** Canon fields whose values come from a closed list; anything else a CRM holds there must be mapped to one of them. */
const WORDS: Partial<Record<RecordType, Record<string, readonly string[]>>> = {
  person: { role: ['rep', 'manager', 'operations'] },
  account: { tier: TIERS, lifecycle: ['prospect', 'customer', 'former'] },
  contact: { role: ['EB', 'Champion', 'Influencer', 'Blocker'], consent: ['express', 'implied', 'none'] },
  opportunity: {
    type: ['new', 'expansion', 'renewal'],
    subStage: SUB_STAGE_ORDER,
    outcome: ['won', 'lost'],
    forecastCategory: ['pipeline', 'best case', 'commit'],
  },
  activity: { type: ['call', 'email', 'meeting', 'linkedin', 'note'], direction: ['inbound', 'outbound'] },
  case: { status: ['open', 'closed'] },
  contract: { status: ['active', 'ended'] },
  task: { status: ['open', 'done', 'withdrawn'] },
};

/** Least and greatest value that makes sense; a value outside is reported and not taken. */
const RANGES: Partial<Record<RecordType, Record<string, readonly [number, number]>>> = {
  product: { listPrice: [0, 1e12] },
  account: {
    employees: [0, 5e6],
    revenue: [0, 1e13],
    foundedYear: [1000, 2100],
    agentIcpScore: [0, 100],
    agentAccountScore: [0, 100],
    agentHealthScore: [0, 100],
  },
  opportunity: { amount: [0, 1e12], oneOffAmount: [0, 1e12], termMonths: [0, 600], agentWinProbability: [0, 1] },
  activity: { durationMinutes: [0, 10_080] },
  case: { escalationLevel: [0, 100] },
  contract: { annualValue: [0, 1e12] },
  target: { amount: [0, 1e13] },
};

export function wordsOf(type: RecordType, field: string): readonly string[] | null {
  return WORDS[type]?.[field] ?? null;
}

export function rangeOf(type: RecordType, field: string): readonly [number, number] | null {
  return field.startsWith('meddicc.') ? [0, 3] : (RANGES[type]?.[field] ?? null);
}

/** Fields of a mapping that are more than one canon field, or part of one. */
const CLOSE_DATE: FieldSpec = { kind: 'instant' };
const LETTER: FieldSpec = { kind: 'number' };

/**
 * The shape of what a mapping may fill: every canon field, `meddicc.{letter}` one by one, and a deal's `closeDate`,
 * which is when it closed if it has, else when that is expected. `undefined` for what is neither.
 */
export function targetSpec(type: RecordType, field: string): FieldSpec | undefined {
  if (type === 'opportunity' && field === 'closeDate') return CLOSE_DATE;
  if (field.startsWith('meddicc.')) {
    const known = (MEDDICC_LETTERS as readonly string[]).includes(field.slice('meddicc.'.length));
    return type === 'opportunity' && known ? LETTER : undefined;
  }
  return fieldSpec(type, field);
}
