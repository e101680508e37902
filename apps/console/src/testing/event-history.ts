import {
  eventDefinition,
  eventId,
  type DocumentPassage,
  type IntegrationEvent,
  type Source,
} from '@salesagent/canon/events';
import { ACTIONS, recordRef, type ActionName, type RecordType } from '@salesagent/canon/sales';

/** A passage of a document as lead-gen found it. */
export const STUDY: DocumentPassage = {
  ...{ id: 'document:case-studies/retailer.pdf#result', source: 'documents', title: 'A retailer' },
  ...{ file: 'case-studies/retailer.pdf', heading: 'Result', line: 4, page: 2, kind: 'case-study' },
  ...{ mayNameCustomers: false, edition: 'e1', hash: 'h1', confidence: 0.9 },
  text: 'A retailer with 40 shops cut its waiting from nine days to two.',
};

export const COMPANY = 'acme';

interface Given {
  at?: string;
  by?: string;
  source?: Source;
  key?: string;
  before?: Record<string, unknown>;
}

/** Writes integration events as the services publish them: gap-free per source and key, ids deterministic. */
export class EventHistory {
  readonly events: IntegrationEvent[] = [];
  private readonly sequences = new Map<string, number>();

  /** A CRM event about a record, e.g. `record('OpportunityCreated', 'opportunity', 'D1', { … })`. */
  record(type: string, recordType: RecordType, id: string, set: Record<string, unknown>, given: Given = {}): this {
    const key = recordRef(recordType, id);
    const recordVersion = (this.sequences.get(`gateway ${key}`) ?? 0) + 1;
    const data = { recordType, recordId: id, recordVersion, set, by: given.by ?? 'import' };
    return this.add(type, given.before ? { ...data, before: given.before } : data, {
      ...given,
      source: 'gateway',
      key,
    });
  }

  proposal(action: ActionName, subject: string, given: Record<string, unknown> = {}): string {
    const actionId = `${action}:${subject}:1`;
    const proposal = {
      actionId,
      action,
      agent: ACTIONS[action].agent,
      effect: ACTIONS[action].effects[0],
      subject,
      accountId: null,
      ownerId: 'rep-1',
      tier: 'T1',
      title: 'Suggest a call',
      why: 'Nobody spoke to them for 97 days.',
      facts: {},
      evidence: [{ label: 'Age', value: 97, source: `${subject}#engagedAt` }],
      citations: [`${ACTIONS[action].playbook}#why`],
      draft: null,
      change: { kind: 'task', ownerId: 'rep-1', title: 'Call them', body: 'Ask.', dueInBusinessDays: 2 },
      digest: 'digest-1',
      recordVersion: 1,
      attention: { pWin: 0.5, amount: 1_000, uplift: 0.1, minutes: 10, hourlyCost: 60, expectedValue: 40, priors: [] },
      playbookVersion: 'p1',
      businessDate: '2017-12-31',
      ...given,
    };
    this.add('ActionProposed', proposal, { source: proposal.agent as Source, key: `${action}:${subject}` });
    return actionId;
  }

  /** Through docket and gate to a person's inbox. */
  admitted(actionId: string, approver: { role: string; personId: string | null }): this {
    const action = actionId.split(':')[0];
    return this.gate('ActionQueued', actionId, { action, ownerId: approver.personId, expectedValue: 40 })
      .gate('ActionAdmitted', actionId, { action, wave: '2017-12-31', rank: 1, assignee: approver })
      .gate('ApprovalRequested', actionId, {
        digest: 'digest-1',
        policyVersion: 'v1',
        approver,
        expiresAt: '2026-12-01T00:00:00.000Z',
      });
  }

  gate(type: string, actionId: string, data: Record<string, unknown>): this {
    return this.add(type, { actionId, ...data }, { source: 'orchestrator', key: actionId });
  }

  execution(type: string, actionId: string, data: Record<string, unknown>): this {
    return this.add(type, { actionId, ...data }, { source: 'gateway', key: `execution-${actionId}` });
  }

  add(type: string, data: unknown, given: Given & { source: Source; key: string }): this {
    const lane = `${given.source} ${given.key}`;
    const sequence = (this.sequences.get(lane) ?? 0) + 1;
    this.sequences.set(lane, sequence);
    const definition = eventDefinition(type);
    if (!definition) throw new Error(`no event type ${type}`);
    this.events.push({
      id: eventId('test', given.key, type, sequence),
      type,
      version: definition.version,
      source: given.source,
      company: COMPANY,
      topic: `${COMPANY}.${definition.topic}`,
      key: given.key,
      sequence,
      occurredAt: `${given.at ?? '2017-12-31'}T00:00:00.000Z`,
      recordedAt: new Date(Date.UTC(2026, 10, 1) + this.events.length * 1_000).toISOString(),
      correlationId: 'test',
      causationId: 'test',
      data: definition.schema.parse(data),
    });
    return this;
  }
}

const CURVE = {
  n: 100,
  won: 60,
  lost: 40,
  oldestWonDays: 138,
  wonP80Days: 93,
  medianWonDays: 57,
  winByAge: [0.6, 0.5],
  season: [],
  meanWonValue: 2_000,
};

/**
 * A small company on 2017-12-31: two reps of one manager and one of another, an account, a live, a stalled, a dead
 * and a won deal of `rep-1`, a deal of `rep-2`, and an open alert about the stalled one.
 */
export function aCompany(): { history: EventHistory; alert: string } {
  const history = new EventHistory();
  const person = (id: string, name: string, role: string, managerId: string | null): void => {
    history.record('PersonRegistered', 'person', id, { name, role, managerId, region: 'East', active: true });
  };
  person('boss', 'Mo Manager', 'manager', null);
  person('other-boss', 'Otto Other', 'manager', null);
  person('rep-1', 'Ada Rep', 'rep', 'boss');
  person('rep-2', 'Ben Rep', 'rep', 'other-boss');
  history.record('ProductListed', 'product', 'gtx', { name: 'GTX Basic', listPrice: 550 });
  history.record('AccountCreated', 'account', 'cancity', { name: 'Cancity', industry: 'retail' });
  const deal = (id: string, ownerId: string, engaged: string): void => {
    history
      .record(
        'OpportunityCreated',
        'opportunity',
        id,
        { crmStage: 'Engaging', subStage: '4.1', createdAt: `${engaged}T00:00:00Z`, engagedAt: `${engaged}T00:00:00Z` },
        { at: engaged },
      )
      .record('OpportunityFieldsRevised', 'opportunity', id, { ownerId, accountId: 'cancity', productId: 'gtx' });
  };
  deal('LIVE', 'rep-1', '2017-12-01');
  deal('STALLED', 'rep-1', '2017-09-20');
  deal('DEAD', 'rep-1', '2017-03-01');
  deal('OTHER', 'rep-2', '2017-12-20');
  deal('WON', 'rep-1', '2017-06-01');
  history.record(
    'OpportunityWon',
    'opportunity',
    'WON',
    { outcome: 'won', crmStage: 'Won', subStage: '5.3', amount: 1_054, closedAt: '2017-08-01T00:00:00Z' },
    { at: '2017-08-01' },
  );
  history.add('BusinessClockSet', { mode: 'frozen', date: '2017-12-31' }, { source: 'gateway', key: 'import/1' });
  history.add(
    'WinCurveFitted',
    { curveVersion: 'c1', asOf: '2017-12-31', company: CURVE, segments: {} },
    { source: 'ops-analyst', key: `curve/${COMPANY}` },
  );
  history.add(
    'InsightRecorded',
    {
      action: 'deal-risk',
      subject: 'opportunity/STALLED',
      businessDate: '2017-12-31',
      values: { risks: [{ risk: 'silent', fact: 'No activity for 97 days' }] },
      reasons: ['No activity for 97 days'],
      citations: ['4-progression/deal-risk#why'],
      playbookVersion: 'p1',
    },
    { source: 'qualification', key: 'deal-risk:opportunity/STALLED' },
  );
  history.record('ContactCreated', 'contact', 'ana', {
    accountId: 'cancity',
    title: 'Head of Operations',
    name: 'Ana Vidal',
  });
  history.add(
    'InsightRecorded',
    {
      action: 'sequence-drafting',
      subject: 'contact/ana',
      businessDate: '2017-12-31',
      values: {
        touches: [{ due: '2018-01-02', subject: 'Orders at Cancity', body: 'What would have to be true?' }],
        proof: { from: [STUDY.id], without: null },
      },
      reasons: ['lost on 2017-06-01'],
      citations: ['3-pipeline/sequence-drafting#touch-1', STUDY.id],
      documents: [STUDY],
      playbookVersion: 'p1',
    },
    { source: 'lead-gen', key: 'sequence-drafting:contact/ana' },
  );
  const alert = history.proposal('stalled-deal-alert', 'opportunity/STALLED', { accountId: 'cancity' });
  history.admitted(alert, { role: 'owner', personId: 'rep-1' });
  return { history, alert };
}
