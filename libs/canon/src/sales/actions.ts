import type { Stage } from './stages';
import type { EffectClass } from './tiers';
import type { RecordType } from './records';

export const AGENTS = ['lead-gen', 'qualification', 'deal', 'customer-success', 'ops-analyst'] as const;
export type Agent = (typeof AGENTS)[number];

/** The outcome an action serves, the measure that moves first, and the guardrail that must not break. */
export interface ActionKpi {
  outcome: string;
  leading: string;
  guardrail: string | null;
}

export interface CatalogueEntry {
  agent: Agent;
  stage: Stage;
  /** The record type one proposal is about. */
  subject: RecordType | 'company';
  effects: readonly EffectClass[];
  /** Playbook section that must exist, else the action is off. */
  playbook: string;
  produces: string;
  kpi: ActionKpi;
}

/** Every action that exists, as ACTIONS in the playbook and `salesagent actions list` show it. */
export const ACTIONS = {
  'icp-scoring': {
    agent: 'lead-gen',
    stage: 1,
    subject: 'account',
    effects: ['insight'],
    playbook: '1-market/icp-scoring',
    produces: 'a score 0–100 with parts that add up, and a tier suggestion',
    kpi: { outcome: 'win rate', leading: 'lift of the top third out of time', guardrail: 'stability' },
  },
  'account-scoring': {
    agent: 'lead-gen',
    stage: 2,
    subject: 'account',
    effects: ['insight'],
    playbook: '2-account/account-scoring',
    produces: 'an account score with reconcilable parts',
    kpi: { outcome: 'win rate', leading: 'lift', guardrail: null },
  },
  'sequence-drafting': {
    agent: 'lead-gen',
    stage: 3,
    subject: 'contact',
    effects: ['insight'],
    playbook: '3-pipeline/sequence-drafting',
    produces: "a multi-touch sequence in the playbook's voice, each claim cited",
    kpi: { outcome: 'T3 coverage', leading: 'accepted unedited', guardrail: null },
  },
  'post-call-update': {
    agent: 'qualification',
    stage: 3,
    subject: 'activity',
    effects: ['log', 'overwrite'],
    playbook: '3-pipeline/post-call-update',
    produces: 'summary, dated next step, contact roles and evidence from a call',
    kpi: { outcome: 'activity-to-opportunity', leading: 'next step within 24 h', guardrail: 'corrections' },
  },
  'meddicc-extraction': {
    agent: 'qualification',
    stage: 4,
    subject: 'opportunity',
    effects: ['log', 'overwrite'],
    playbook: '4-progression/meddicc-extraction',
    produces: 'MEDDICC fields, each with the quotation it rests on',
    kpi: { outcome: 'win rate', leading: 'filled with evidence', guardrail: 'corrections' },
  },
  'meddicc-completeness': {
    agent: 'qualification',
    stage: 4,
    subject: 'opportunity',
    effects: ['insight'],
    playbook: '4-progression/meddicc-completeness',
    produces: 'evidence 0–3 a letter, gaps, and the next question to ask',
    kpi: { outcome: 'win rate', leading: 'gaps closed', guardrail: null },
  },
  'deal-scoring': {
    agent: 'qualification',
    stage: 4,
    subject: 'opportunity',
    effects: ['insight'],
    playbook: '4-progression/deal-scoring',
    produces: 'win probability given age and season, with reasons and n',
    kpi: { outcome: 'forecast accuracy', leading: 'Brier score out of time', guardrail: null },
  },
  'deal-risk': {
    agent: 'qualification',
    stage: 4,
    subject: 'opportunity',
    effects: ['insight'],
    playbook: '4-progression/deal-risk',
    produces: 'named risks with the fact each rests on',
    kpi: { outcome: 'win rate', leading: 'risks resolved', guardrail: 'false alarms' },
  },
  'stalled-deal-alert': {
    agent: 'qualification',
    stage: 4,
    subject: 'opportunity',
    effects: ['task'],
    playbook: '4-progression/stalled-deal-alert',
    produces: 'what deals that were won did next, as one suggested task',
    kpi: { outcome: 'sales cycle', leading: 'acted on', guardrail: 'dismissed' },
  },
  'stage-progression': {
    agent: 'qualification',
    stage: 4,
    subject: 'opportunity',
    effects: ['stage'],
    playbook: '4-progression/stage-progression',
    produces: 'a move to the next sub-stage, or back, with the evidence that is there or gone',
    kpi: { outcome: 'sales velocity', leading: 'agreed', guardrail: 'reversed' },
  },
  'proposal-draft': {
    agent: 'deal',
    stage: 5,
    subject: 'opportunity',
    effects: ['terms'],
    playbook: '5-close/proposal-draft',
    produces: "a Word document from the playbook's template, with real numbers",
    kpi: { outcome: 'sales cycle', leading: 'accepted', guardrail: 'unsupported claims = 0' },
  },
  'health-score': {
    agent: 'customer-success',
    stage: 6,
    subject: 'account',
    effects: ['insight'],
    playbook: '6-growth/health-score',
    produces: '0–100 with weighted parts that add up',
    kpi: { outcome: 'GRR', leading: 'lead time before churn', guardrail: null },
  },
  forecast: {
    agent: 'ops-analyst',
    stage: 7,
    subject: 'company',
    effects: ['insight'],
    playbook: '7-operations/forecast',
    produces: 'P10/P50/P90, graded against its own past',
    kpi: { outcome: 'forecast accuracy', leading: 'coverage of the interval', guardrail: 'bias' },
  },
  'periodic-report': {
    agent: 'ops-analyst',
    stage: 7,
    subject: 'company',
    effects: ['insight'],
    playbook: '7-operations/periodic-report',
    produces: 'KPIs, what changed and why, with pictures',
    kpi: { outcome: 'all', leading: 'opened', guardrail: null },
  },
} as const satisfies Record<string, CatalogueEntry>;

export type ActionName = keyof typeof ACTIONS;
export const ACTION_NAMES = Object.keys(ACTIONS) as ActionName[];

/** `{action}:{subject}:{episode}` – the id that joins a proposal's life across services. */
export function actionId(action: string, subject: string, episode: number): string {
  return `${action}:${subject}:${episode}`;
}

export function parseActionId(id: string): { action: string; subject: string; episode: number } {
  const first = id.indexOf(':');
  const last = id.lastIndexOf(':');
  return { action: id.slice(0, first), subject: id.slice(first + 1, last), episode: Number(id.slice(last + 1)) };
}
