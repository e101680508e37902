import { fieldLabel, letterLabel, subStageLabel } from '@salesagent/canon/sales';

type Values = Record<string, unknown>;

const plain = (value: unknown): string => {
  if (value === null || value === undefined || value === '') return 'nothing';
  if (typeof value === 'object') return inParts(value);
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}(T|$)/.test(value)) return writtenDay(value);
  return String(value);
};

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
/** `29 May 2026` */
const writtenDay = (value: string): string => day.format(new Date(value));

/** The plain parts of a structured value: `champion 3, metrics 2`. */
function inParts(value: object): string {
  const parts = Object.entries(value).filter(([, part]) => part !== null && typeof part !== 'object');
  return parts.map(([name, part]) => `${fieldLabel(name).toLowerCase()} ${String(part)}`).join(', ') || 'details';
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What an event says, as one sentence in the past tense. `data` is opened: no sealed values in it. */
export function sentenceOf(type: string, data: Values, nameOf: (ref: unknown) => string): string {
  const set = (data['set'] ?? {}) as Values;
  const before = (data['before'] ?? {}) as Values;
  const sentence = SENTENCES[type];
  if (sentence) return sentence({ data, set, before, nameOf });
  if (Object.keys(set).length > 0) return `Changed ${Object.keys(set).map(fieldLabel).join(', ').toLowerCase()}`;
  return words(type);
}

/** `agent/deal` → `the agent deal`. */
function scopeInWords(scope: string): string {
  const [kind, id] = scope.split('/');
  return id === undefined ? 'all agents' : `the ${kind} ${id}`;
}

interface Said {
  data: Values;
  set: Values;
  before: Values;
  nameOf: (ref: unknown) => string;
}

const because = (data: Values): string => (data['reason'] ? `: ${plain(data['reason'])}` : '');
const amountOf = (set: Values): string => (set['amount'] == null ? '' : ` for ${plain(set['amount'])}`);
const fromTo = (field: string, { set, before }: Said): string =>
  before[field] == null ? `to ${plain(set[field])}` : `from ${plain(before[field])} to ${plain(set[field])}`;

const ROLES: Readonly<Record<string, string>> = {
  owner: 'the owner',
  manager: 'the manager',
  operations_vp: 'operations',
};

/** The person of a question, or the role where everybody of it may. */
function askedOf(approver: unknown, nameOf: Said['nameOf']): string {
  const { personId, role } = (approver ?? {}) as Values;
  return personId ? nameOf(personId) : (ROLES[String(role)] ?? plain(role));
}

/** Its proposer withdraws a proposal; anybody else rejects it. */
const rejected = (what: string, { data, nameOf }: Said): string =>
  `${what} ${plain(data['version'])} ${data['by'] === data['proposedBy'] ? 'withdrawn' : 'rejected'} by ${nameOf(data['by'])}${because(data)}`;

const SENTENCES: Record<string, (said: Said) => string> = {
  OpportunityCreated: ({ set }) => `Created${set['subStage'] ? ` in ${subStageLabel(set['subStage'])}` : ''}`,
  OpportunityStageMoved: ({ set, before }) =>
    before['subStage']
      ? `Moved from ${subStageLabel(before['subStage'])} to ${subStageLabel(set['subStage'])}`
      : `Moved to ${subStageLabel(set['subStage'])}`,
  OpportunityWon: ({ set }) => `Won${amountOf(set)}`,
  OpportunityLost: ({ set }) => `Lost${set['lossReason'] ? `: ${plain(set['lossReason'])}` : ''}`,
  OpportunityReopened: () => 'Opened again',
  AmountRevised: (said) => `Amount changed ${fromTo('amount', said)}`,
  CloseDatePushed: (said) => `Expected close pushed ${fromTo('expectedCloseDate', said)}`,
  CloseDatePulledIn: (said) => `Expected close set ${fromTo('expectedCloseDate', said)}`,
  OpportunityOwnerChanged: ({ set, nameOf }) => `Owner is now ${nameOf(set['ownerId'])}`,
  AccountOwnerChanged: ({ set, nameOf }) => `Owner is now ${nameOf(set['ownerId'])}`,
  AccountTierChanged: (said) => `Tier changed ${fromTo('tier', said)}`,
  MeddiccEvidenceRecorded: ({ set }) =>
    `MEDDICC evidence recorded: ${
      Object.entries((set['meddicc'] ?? {}) as Values)
        .map(([letter, level]) => `${letterLabel(letter)} ${plain(level)}`)
        .join(', ') || 'none'
    }`,
  ActivityLogged: ({ set }) =>
    [asText(set['direction']), asText(set['type']) || 'activity', 'logged'].filter(Boolean).join(' '),
  CaseOpened: ({ set }) => `Case opened${set['subject'] ? `: ${plain(set['subject'])}` : ''}`,
  CaseEscalated: ({ set }) => `Case escalated to level ${plain(set['escalationLevel'])}`,
  TaskCreated: ({ set }) => `Task: ${plain(set['title'])}`,
  DocumentFiled: ({ set }) => `Document filed: ${plain(set['name'])}`,
  ActionProposed: ({ data }) => `Proposed: ${plain(data['title'])}`,
  ProposalSuperseded: ({ data }) => `Proposal superseded${because(data)}`,
  ActionPrepared: ({ data }) => `Prepared for a person to take from here${because(data)}`,
  ActionDeclined: ({ data }) => `${plain(data['action'])} proposed nothing${because(data)}`,
  InsightRecorded: ({ data }) =>
    `${plain(data['action'])}${Array.isArray(data['reasons']) && data['reasons'].length > 0 ? `: ${plain(data['reasons'][0])}` : ''}`,
  ActionQueued: () => 'Waiting for attention',
  ActionAdmitted: ({ data }) => `Admitted to an inbox${data['rank'] ? `, rank ${plain(data['rank'])}` : ''}`,
  ActionWithdrawn: ({ data }) =>
    `${data['outcome'] === 'prepared' ? 'Ended as prepared' : 'Withdrawn'}${because(data)}`,
  ActionHeldOut: () => 'Left alone, as some are, so that what acting is worth can be measured',
  AutonomyPromoted: ({ data, nameOf }) =>
    `${plain(data['action'])} runs alone on ${plain(data['tier'])}, signed by ${nameOf(data['by'])}`,
  ShadowSet: ({ data, nameOf }) =>
    `${plain(data['action'])} ${data['on'] ? 'only prepares' : 'is out of shadow'} on ${plain(data['tier'])}, by ${nameOf(data['by'])}${because(data)}`,
  KillSwitchSet: ({ data }) =>
    `${data['stopped'] ? 'Stopped' : 'Let go on'}: ${scopeInWords(plain(data['scope']))}${because(data)}`,
  PolicyProposed: ({ data }) => `Policy ${plain(data['version'])} proposed${because(data)}`,
  PolicyPublished: ({ data, nameOf }) =>
    `Policy ${plain(data['version'])} signed and in force in place of ${plain(data['replaces'])}; ${nameOf(data['proposedBy'])} proposed it${because(data)}`,
  PolicyRejected: (said) => rejected('Policy', said),
  PlaybookAdopted: ({ data }) => `Playbook ${plain(data['version'])} is in force since a start`,
  PlaybookProposed: ({ data }) => `Playbook ${plain(data['version'])} proposed${because(data)}`,
  PlaybookPublished: ({ data, nameOf }) =>
    `Playbook ${plain(data['version'])} signed and in force in place of ${plain(data['replaces'])}; ${nameOf(data['proposedBy'])} proposed it${because(data)}`,
  PlaybookRejected: (said) => rejected('Playbook', said),
  AutonomyDemoted: ({ data }) => `${plain(data['action'])} works with people on ${plain(data['tier'])}${because(data)}`,
  ApprovalRequested: ({ data, nameOf }) => `Approval asked of ${askedOf(data['approver'], nameOf)}`,
  SecondApprovalRequested: ({ data, nameOf }) =>
    `Approved by ${nameOf(data['by'])}${data['edited'] ? ', edited' : ''}; a second approval asked of ${askedOf(data['approver'], nameOf)}`,
  ApprovalEscalated: ({ data, nameOf }) =>
    `Asked of ${askedOf(data['to'], nameOf)} as well, as ${askedOf(data['from'], nameOf)} has not decided`,
  ApprovalReassigned: ({ data, nameOf }) => `Goes to ${askedOf(data['approver'], nameOf)}${because(data)}`,
  AbsenceSet: ({ data, nameOf }) =>
    `${nameOf(data['personId'])} is away from ${plain(data['from'])} until ${plain(data['until'])}; ${data['delegateId'] ? nameOf(data['delegateId']) : 'their manager'} decides`,
  InterruptionRaised: ({ data, nameOf }) => `${nameOf(data['personId'])} was told outside the morning`,
  AbsenceEnded: ({ data, nameOf }) => `${nameOf(data['personId'])} is back`,
  ActionApproved: ({ data, nameOf }) =>
    `Approved by ${data['with'] ? `${nameOf(data['with'])} and ` : ''}${nameOf(data['by'])}${data['edited'] ? ', edited' : ''}`,
  ActionRejected: ({ data, nameOf }) => `Rejected by ${nameOf(data['by'])}${because(data)}`,
  ActionExpired: ({ data }) => `Expired${because(data)}`,
  ExecutionStarted: () => 'Execution started under a permit',
  ActionExecuted: ({ data }) => {
    const count = Number(data['writeCount'] ?? 0);
    return `Executed: ${count} ${count === 1 ? 'record' : 'records'} written`;
  },
  ActionFailed: ({ data }) => `Failed${because(data)}`,
  ActionOutcomeUnknown: ({ data }) => `Outcome unknown${because(data)}`,
  ActionUndone: ({ data, nameOf }) => `Undone by ${nameOf(data['by'])}${because(data)}`,
  DealStageEntered: ({ data }) => {
    const missing = Array.isArray(data['missingCriteria']) ? data['missingCriteria'] : [];
    return `Followed at ${subStageLabel(data['subStage'])} from now on${missing.length > 0 ? `; missing: ${missing.join(', ')}` : ''}`;
  },
  ActionRequested: ({ data }) =>
    `${plain(data['action'])} was asked to look${data['because'] ? ` (${plain(data['because'])})` : ''}`,
  HandoffOpened: ({ data, nameOf }) => `Hand-off to ${data['to'] ? nameOf(data['to']) : 'the account’s owner'} opened`,
  HandoffAcknowledged: ({ data, nameOf }) =>
    `Hand-off acknowledged by ${nameOf(data['by'])}${data['late'] ? ', later than asked' : ''}`,
  HandoffOverdue: ({ data, nameOf }) =>
    `Hand-off not acknowledged by ${plain(data['acknowledgeBy'])}: ${data['askedOf'] ? nameOf(data['askedOf']) : 'the manager'} is asked`,
  HandoffLapsed: ({ data }) => `Hand-off void${because(data)}`,
  ReadinessQuestioned: ({ data, nameOf }) => {
    const missing = Array.isArray(data['missingCriteria']) ? data['missingCriteria'] : [];
    return `${data['askedOf'] ? nameOf(data['askedOf']) : 'The owner'} is asked at ${subStageLabel(data['subStage'])} for ${missing.join(', ')}`;
  },
  DealReopened: ({ data }) =>
    `Open again after it was ${plain(data['closedAs'])}: run ${plain(data['run'])} of its lifecycle begins`,
  OutcomeObserved: ({ data }) => `Outcome observed: ${plain(data['outcome'])}`,
  BusinessClockSet: ({ data }) =>
    data['mode'] === 'frozen' ? `Business clock frozen at ${plain(data['date'])}` : 'Business clock live',
  SubjectErased: ({ data, nameOf }) => `Erased by ${nameOf(data['by'])}${because(data)}`,
  ImportCompleted: ({ data }) => `Import completed: ${plain(data['events'])} events`,
};

/** `CaseClosed` → `Case closed`. */
function words(type: string): string {
  const split = type.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return split.charAt(0).toUpperCase() + split.slice(1);
}
