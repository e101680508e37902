import { EVENTS, type IntegrationEvent } from '@salesagent/canon/events';
import { COMPANY, Story } from './story';

/**
 * The story the samples are taken from: how Brightwater became a customer of acme. Everything in it is made up.
 * A deal is imported, lost, opened again, gets a proposal that a person approves and gateway files, and is won.
 */
export function theStory(): IntegrationEvent[] {
  const story = new Story();
  imported(story);
  worked(story);
  proposed(story);
  won(story);
  otherEnds(story);
  numbers(story);
  playbooks(story);
  return story.events;
}

let made: Map<string, IntegrationEvent> | null = null;

/** One event of each type: its first in the story. */
export function samples(): ReadonlyMap<string, IntegrationEvent> {
  if (made) return made;
  const events = theStory();
  return (made = new Map(EVENTS.map(({ type }) => [type, events.find((event) => event.type === type)!])));
}

const DEAL = 'opportunity/D-2077';
const ACCOUNT = 'account/A-1042';

function imported(story: Story): void {
  story.on('2026-03-02', 'import-2026-03-02');
  story
    .record('PersonRegistered', 'person', 'P-3', {
      name: 'Mira Manager',
      role: 'manager',
      region: 'East',
      active: true,
    })
    .record('PersonRegistered', 'person', 'P-7', { name: 'Rune Rep', role: 'rep', managerId: 'P-3', region: 'East' })
    .record('ProductListed', 'product', 'S-10', { name: 'Route Planner', family: 'Planning', listPrice: 48_000 })
    .record('TargetSet', 'target', 'T-2026-Q2-P-7', {
      ...{ ownerId: 'P-7', periodStart: '2026-04-01', periodEnd: '2026-06-30', amount: 250_000, currency: 'EUR' },
    })
    .record('AccountCreated', 'account', 'A-1042', {
      ...{ name: 'Brightwater Logistics', industry: 'logistics', employees: 640, revenue: 88_000_000, country: 'NL' },
      ...{ lifecycle: 'prospect', createdAt: '2026-02-16T08:30:00.000Z' },
    })
    .record('AccountOwnerChanged', 'account', 'A-1042', { ownerId: 'P-7' })
    .record('ContactCreated', 'contact', 'C-310', {
      ...{ accountId: 'A-1042', name: 'Cato Contact', email: 'cato@brightwater.example', title: 'Head of Operations' },
      ...{ createdAt: '2026-02-16T08:31:00.000Z' },
    })
    .record('OpportunityCreated', 'opportunity', 'D-2077', {
      ...{ name: 'Brightwater, Route Planner', accountId: 'A-1042', ownerId: 'P-3', contactId: 'C-310' },
      ...{ productId: 'S-10', type: 'new', crmStage: 'Discovery', subStage: '4.1', amount: 46_000, currency: 'EUR' },
      ...{ createdAt: '2026-02-18T10:00:00.000Z', engagedAt: '2026-02-18T10:00:00.000Z' },
    })
    .write('gateway', 'import/import-2026-03-02', 'BusinessClockSet', { mode: 'live', date: null })
    .write('gateway', 'import/import-2026-03-02', 'ImportCompleted', {
      importId: 'import-2026-03-02',
      files: ['accounts.csv', 'deals.csv', 'people.csv'],
      records: { person: 2, product: 1, target: 1, account: 1, contact: 1, opportunity: 1 },
      events: 8,
      asOf: '2026-03-02',
    })
    .write('orchestrator', 'tiering/tiering-1', 'TieringSigned', {
      batchId: 'tiering-1',
      by: 'P-3',
      digest: '5f2d1c0b9a8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a392817060504',
      counts: { T1: 0, T2: 1, T3: 0 },
    })
    .record('AccountTierChanged', 'account', 'A-1042', { tier: 'T2' }, { by: 'first-tiering:company:1' });
}

function worked(story: Story): void {
  story.on('2026-03-09', 'person-P-7');
  const byRep = { by: 'P-7' };
  story
    .record('PersonFieldsRevised', 'person', 'P-7', { quotaCarrying: true }, { by: 'P-3' })
    .record('ProductFieldsRevised', 'product', 'S-10', { recurring: true }, { by: 'P-3' })
    .record('TargetFieldsRevised', 'target', 'T-2026-Q2-P-7', { amount: 260_000 }, { by: 'P-3' })
    .record('AccountFieldsRevised', 'account', 'A-1042', { website: 'https://brightwater.example' }, byRep)
    .record('ContactRoleAssigned', 'contact', 'C-310', { role: 'Champion' }, byRep)
    .record('ContactConsentChanged', 'contact', 'C-310', { consent: 'express', optedOut: false }, byRep)
    .record('ContactFieldsRevised', 'contact', 'C-310', { phone: '+31 20 000 0000' }, byRep)
    .record(
      'OpportunityOwnerChanged',
      'opportunity',
      'D-2077',
      { ownerId: 'P-7' },
      { by: 'P-3', before: { ownerId: 'P-3' } },
    )
    .record('ActivityLogged', 'activity', 'V-1', {
      ...{ accountId: 'A-1042', opportunityId: 'D-2077', contactId: 'C-310', ownerId: 'P-7', type: 'call' },
      ...{ direction: 'outbound', happenedAt: '2026-03-09T09:00:00.000Z', subject: 'First talk', byAgent: false },
    })
    .record('ActivityFieldsRevised', 'activity', 'V-1', { durationMinutes: 35 }, byRep)
    .record(
      'OpportunityStageMoved',
      'opportunity',
      'D-2077',
      { subStage: '4.2', crmStage: 'Evaluation' },
      {
        ...{ by: 'P-7', before: { subStage: '4.1', crmStage: 'Discovery' } },
      },
    )
    .write('orchestrator', 'deal/D-2077', 'DealStageEntered', {
      ...{ opportunityId: 'D-2077', subStage: '4.2', from: '4.1', missingCriteria: ['economic buyer is known'] },
    })
    .write('orchestrator', 'deal/D-2077', 'ReadinessQuestioned', {
      ...{ opportunityId: 'D-2077', subStage: '4.2', from: '4.1', skipped: [] },
      ...{ missingCriteria: ['economic buyer is known'], askedOf: 'P-7' },
    })
    .record('CloseDatePulledIn', 'opportunity', 'D-2077', { expectedCloseDate: '2026-05-29' }, byRep)
    .record(
      'CloseDatePushed',
      'opportunity',
      'D-2077',
      { expectedCloseDate: '2026-06-26' },
      {
        ...{ by: 'P-7', before: { expectedCloseDate: '2026-05-29' } },
      },
    )
    .record('OpportunityFieldsRevised', 'opportunity', 'D-2077', { nextStep: 'Send the security answers' }, byRep);
  story.on('2026-04-20', 'person-P-7');
  story
    .record('OpportunityLost', 'opportunity', 'D-2077', {
      ...{ outcome: 'lost', crmStage: 'Lost', subStage: '5.4', closedAt: '2026-04-20T09:00:00.000Z' },
    })
    .on('2026-05-04', 'person-P-7')
    .record('OpportunityReopened', 'opportunity', 'D-2077', {
      ...{ outcome: null, closedAt: null, crmStage: 'Evaluation', subStage: '4.2' },
    })
    .write('orchestrator', 'deal/D-2077', 'DealReopened', {
      ...{ opportunityId: 'D-2077', subStage: '4.2', closedAs: 'lost', closedAt: '2026-04-20T09:00:00.000Z', run: 2 },
    })
    .record(
      'AmountRevised',
      'opportunity',
      'D-2077',
      { amount: 45_600, currency: 'EUR' },
      {
        ...{ by: 'P-7', before: { amount: 46_000 } },
      },
    );
}

/** The owner is away and comes back, the manager is asked as well and approves first. */
function secondOpinion(story: Story, id: string, digest: string): void {
  const owner = { role: 'owner', personId: 'P-7' };
  const manager = { role: 'manager', personId: 'P-3' };
  const expiresAt = '2026-05-19T09:00:00.000Z';
  story
    .write('orchestrator', 'absence/P-7', 'AbsenceSet', {
      ...{ personId: 'P-7', from: '2026-05-12', until: '2026-05-13', delegateId: 'P-3', by: 'P-7' },
    })
    .write('orchestrator', id, 'ApprovalReassigned', {
      ...{ actionId: id, from: owner, approver: { role: 'owner', personId: 'P-3' }, reason: 'P-7 is away' },
    })
    .write('orchestrator', 'absence/P-7', 'AbsenceEnded', { personId: 'P-7', by: 'calendar' })
    .write('orchestrator', id, 'ApprovalEscalated', { actionId: id, from: owner, to: manager, expiresAt })
    .write('orchestrator', id, 'SecondApprovalRequested', {
      ...{ actionId: id, decisionId: 'decision-80', by: 'P-3', digest, policyVersion: 'p-12', evidenceOpened: true },
      ...{ approver: owner, expiresAt },
    });
}

function proposed(story: Story): void {
  story.on('2026-05-11', 'person-P-7');
  story.record('MeddiccEvidenceRecorded', 'opportunity', 'D-2077', {
    meddicc: { decisionCriteria: 2, economicBuyer: 2, champion: 3 },
  });
  story.write('qualification', `deal-scoring:${DEAL}`, 'InsightRecorded', {
    ...{ action: 'deal-scoring', subject: DEAL, businessDate: '2026-05-11', playbookVersion: 'f3a9c1d' },
    values: { probability: 0.58, n: 412 },
    reasons: ['82 days old: of 412 deals open at this age 58 % were won'],
    citations: ['4-progression/deal-scoring#how'],
  });
  story.write('orchestrator', `proposal-draft:${DEAL}`, 'ActionRequested', {
    ...{ requestId: 'deal/D-2077@2026-05-11T09:00:00.000Z', action: 'proposal-draft', subject: DEAL },
    ...{ nominalTime: '2026-05-11T09:00:00.000Z', by: 'deal/D-2077' },
  });
  const { id, digest } = story.proposal(
    'proposal-draft',
    DEAL,
    1,
    {
      kind: 'document',
      record: { type: 'opportunity', id: 'D-2077' },
      name: 'Proposal Brightwater Logistics Route Planner.docx',
      mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      content: { title: 'Proposal for Brightwater Logistics: Route Planner', price: 45_600, validUntil: '2026-06-10' },
    },
    {
      title: 'Proposal for Brightwater Logistics: Route Planner',
      why: 'The decision criteria are known and somebody with power stands behind the deal.',
      facts: { amount: 45_600, listPrice: 48_000, meddicc: { decisionCriteria: 2, economicBuyer: 2, champion: 3 } },
      evidence: [
        { label: 'Price', value: 45_600, source: `${DEAL}#amount` },
        { label: 'Discount', value: 0.05, source: 'playbook:5-close/proposal-draft#price' },
      ],
      citations: ['5-close/proposal-draft#when-it-is-made', '5-close/proposal-draft#price'],
      draft: 'Brightwater plans its routes by hand today.',
      attention: {
        ...{ pWin: 0.58, amount: 45_600, uplift: 0.02, minutes: 12, hourlyCost: 60, expectedValue: 516.96 },
        priors: ['uplift'],
      },
    },
  );
  const owner = { role: 'owner', personId: 'P-7' };
  story
    .write('orchestrator', id, 'ActionQueued', {
      actionId: id,
      action: 'proposal-draft',
      ownerId: 'P-7',
      expectedValue: 516.96,
    })
    .write('orchestrator', id, 'ActionAdmitted', {
      ...{ actionId: id, action: 'proposal-draft', wave: 'daily/2026-05-12', rank: 1, assignee: owner },
    })
    .write('orchestrator', id, 'ApprovalRequested', {
      ...{ actionId: id, digest, policyVersion: 'p-12', approver: owner, expiresAt: '2026-05-19T09:00:00.000Z' },
    })
    .on('2026-05-12', id);
  secondOpinion(story, id, digest);
  story
    .write('orchestrator', id, 'ActionApproved', {
      ...{ actionId: id, decisionId: 'decision-81', by: 'P-7', digest, policyVersion: 'p-12', evidenceOpened: true },
      first: { decisionId: 'decision-80', by: 'P-3' },
    })
    .write('gateway', `execution-${id}`, 'ExecutionStarted', {
      actionId: id,
      digest,
      permitId: 'permit-81',
      killEpoch: 0,
    })
    .write('gateway', `execution-${id}`, 'ActionExecuted', {
      actionId: id,
      writes: [
        {
          record: 'document/document-6f1c2b3a4d5e',
          before: null,
          after: { opportunityId: 'D-2077', name: 'Proposal Brightwater Logistics Route Planner.docx' },
          recordVersion: 1,
        },
      ],
      undoable: true,
      note: null,
    })
    .record(
      'DocumentFiled',
      'document',
      'document-6f1c2b3a4d5e',
      {
        ...{ opportunityId: 'D-2077', accountId: 'A-1042', name: 'Proposal Brightwater Logistics Route Planner.docx' },
        mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        ...{ digest: '9b74c9897bac770ffc029102a200c5de1c3f2b7a4e5d60718293a4b5c6d7e8f9', createdBy: id },
      },
      { by: id, cause: id },
    )
    .record(
      'DocumentFieldsRevised',
      'document',
      'document-6f1c2b3a4d5e',
      { name: 'Proposal Brightwater.docx' },
      { by: 'P-7' },
    );
}

function won(story: Story): void {
  story.on('2026-05-28', 'person-P-7');
  story
    .record('OpportunityWon', 'opportunity', 'D-2077', {
      ...{ outcome: 'won', crmStage: 'Won', subStage: '5.3', amount: 45_600, closedAt: '2026-05-28T09:00:00.000Z' },
    })
    .write('orchestrator', 'handoff/D-2077', 'HandoffOpened', {
      ...{ opportunityId: 'D-2077', accountId: 'A-1042', from: 'P-7', to: 'P-3', acknowledgeBy: '2026-06-01' },
      handedOver: [
        { what: 'documents', name: 'the documents of the deal', records: ['document/document-6f1c2b3a4d5e'] },
        {
          ...{ what: 'meddicc', name: 'what the customer said and confirmed', records: ['opportunity/D-2077'] },
          evidence: { economicBuyer: 3, identifyPain: 3, decisionCriteria: 2 },
        },
      ],
    })
    .write('orchestrator', 'handoff/D-2077', 'HandoffOverdue', {
      ...{ opportunityId: 'D-2077', accountId: 'A-1042', to: 'P-3', acknowledgeBy: '2026-06-01', askedOf: 'P-1' },
    })
    .write('orchestrator', 'handoff/D-2077', 'HandoffAcknowledged', {
      ...{ opportunityId: 'D-2077', accountId: 'A-1042', by: 'P-3', late: true },
    })
    .record('ContractRecorded', 'contract', 'K-55', {
      ...{
        accountId: 'A-1042',
        opportunityId: 'D-2077',
        startDate: '2026-06-01',
        annualValue: 45_600,
        currency: 'EUR',
      },
      status: 'active',
    })
    .record('ContractFieldsRevised', 'contract', 'K-55', { renewalDate: '2027-06-01' }, { by: 'P-7' })
    .record('CaseOpened', 'case', 'Q-9', {
      ...{ accountId: 'A-1042', contactId: 'C-310', category: 'onboarding', priority: 'high', status: 'open' },
      ...{ openedAt: '2026-06-03T09:00:00.000Z', escalationLevel: 0, subject: 'Import of routes fails' },
    })
    .record('CaseEscalated', 'case', 'Q-9', { escalationLevel: 1 }, { by: 'P-3', before: { escalationLevel: 0 } })
    .record('CaseFieldsRevised', 'case', 'Q-9', { priority: 'urgent' }, { by: 'P-3' })
    .record('CaseClosed', 'case', 'Q-9', { status: 'closed', closedAt: '2026-06-04T15:00:00.000Z' }, { by: 'P-3' });
}

/** How proposals end when they do not end well, and what else happens at the gate. */
function otherEnds(story: Story): void {
  story.on('2026-04-10', 'request-of-contact-C-311').write('gateway', 'erasure/contact/C-311', 'SubjectErased', {
    subject: 'contact/C-311',
    sealedSubjects: ['contact/C-311', 'text/activity/V-4'],
    by: 'P-3',
    reason: 'asked for it by letter',
    counts: { keys: 2, records: 1 },
  });
  story.write('orchestrator', 'handoff/D-2050', 'HandoffLapsed', {
    ...{ opportunityId: 'D-2050', accountId: 'A-1042', reason: 'the deal is open again' },
  });
  story.on('2026-04-13', 'operatingRhythm');
  const task = (title: string) => ({
    ...{ kind: 'task' as const, ownerId: 'P-7', title, body: 'Ask who signs.', dueInBusinessDays: 2 },
    ...{ accountId: 'A-1042', opportunityId: 'D-2077' },
  });
  const alert = (episode: number, title: string) =>
    story.proposal('stalled-deal-alert', DEAL, episode, task(title), {
      ...{ title, why: 'Nobody spoke to them for 35 days.', facts: { silentDays: 35 } },
      evidence: [{ label: 'Last contact', value: '2026-03-09', source: 'activity/V-1#happenedAt' }],
      citations: ['4-progression/stalled-deal-alert#what-to-do'],
      attention: {
        ...{ pWin: 0.4, amount: 46_000, uplift: 0.01, minutes: 10, hourlyCost: 60, expectedValue: 174 },
        priors: ['uplift'],
      },
    });
  const agent = (type: string, data: object) => story.write('qualification', `stalled-deal-alert:${DEAL}`, type, data);
  const gate = (id: string, type: string, data: object = {}) =>
    story.write('orchestrator', id, type, { actionId: id, reason: 'see the facts', ...data });
  const first = alert(1, 'Call Brightwater');
  const second = alert(2, 'Call Brightwater again');
  agent('ProposalSuperseded', { actionId: first.id, by: second.id, reason: 'the amount changed' });
  gate(first.id, 'ActionWithdrawn', { reason: 'the amount changed', outcome: 'withdrawn' });
  gate(second.id, 'ActionRejected', { decisionId: 'decision-70', by: 'P-7', reason: 'We met them yesterday.' });
  const { id: third } = alert(3, 'Ask Brightwater for the economic buyer');
  agent('ActionPrepared', { actionId: third, reason: 'the policy prepares such tasks on accounts of T1' });
  const { id: fourth } = alert(4, 'Invite Brightwater to the user day');
  gate(fourth, 'ActionExpired', { reason: 'nobody decided within seven days' });
  const execution = (id: string, type: string, data: object) =>
    story.write('gateway', `execution-${id}`, type, { actionId: id, ...data });
  const { id: fifth, digest: changed } = alert(5, 'Ask Brightwater about the budget');
  execution(fifth, 'ExecutionStarted', { digest: changed, permitId: 'permit-71', killEpoch: 0 });
  execution(fifth, 'ActionFailed', { reason: 'the deal was changed since it was proposed', code: 'changed-since' });
  const { id: sixth, digest } = alert(6, 'Send Brightwater the reference');
  const tooFew = {
    proposalId: '5a1d7b0e-63c2-5f48-9d17-2e90b4c8f7a3',
    version: 'e40b9d5c71f2a836',
    replaces: '7c1f0d9ab2e34856',
  };
  execution(sixth, 'ExecutionStarted', { digest, permitId: 'permit-72', killEpoch: 0 });
  execution(sixth, 'ActionOutcomeUnknown', { reason: 'the CRM did not answer in time' });
  story
    .record('TaskCreated', 'task', 'task-0a1b2c3d4e5f', {
      ...{ ownerId: 'P-7', accountId: 'A-1042', opportunityId: 'D-2077', title: 'Send Brightwater the reference' },
      ...{ dueDate: '2026-04-15', status: 'open', createdBy: sixth },
    })
    .write('gateway', `execution-${sixth}`, 'ActionExecuted', {
      actionId: sixth,
      writes: [
        {
          record: 'task/task-0a1b2c3d4e5f',
          before: null,
          after: { ownerId: 'P-7', title: 'Send Brightwater the reference' },
          recordVersion: 1,
        },
      ],
      undoable: true,
      note: null,
    })
    .write('gateway', `execution-${sixth}`, 'ActionUndone', {
      ...{ actionId: sixth, by: 'P-7', reason: 'It went to the wrong owner.' },
    })
    .record('TaskFieldsRevised', 'task', 'task-0a1b2c3d4e5f', { status: 'withdrawn' }, { by: 'P-7' })
    .record('RecordDeleted', 'task', 'task-0a1b2c3d4e5f', {}, { by: 'P-7' })
    .write('customer-success', `health-score:${ACCOUNT}`, 'ActionDeclined', {
      ...{ action: 'health-score', subject: ACCOUNT, requestId: null, reason: 'the account is not a customer yet' },
    })
    .write('orchestrator', 'switch/agent/deal', 'KillSwitchSet', {
      ...{ scope: 'agent/deal', stopped: true, epoch: 1, by: 'P-3', reason: 'Prices are being revised.' },
    })
    .write('orchestrator', 'policy', 'PolicyProposed', {
      ...{
        proposalId: 'b0e7c1de-3f0a-5e0b-8a55-7d0a2f3c9e11',
        version: '7c1f0d9ab2e34856',
        replaces: '18d2f9c04b7a6e35',
      },
      ...{ by: 'P-3', reason: 'Prices are discussed at the end of a quarter.', file: 'policy.yaml' },
      override: { docket: { decisionsPerRep: 3 } },
      changes: [{ path: 'docket.decisionsPerRep', words: '5 → 3' }],
    })
    .write('orchestrator', 'policy', 'PolicyPublished', {
      ...{
        proposalId: 'b0e7c1de-3f0a-5e0b-8a55-7d0a2f3c9e11',
        version: '7c1f0d9ab2e34856',
        replaces: '18d2f9c04b7a6e35',
      },
      ...{ proposedBy: 'P-3', by: 'P-9', reason: 'Prices are discussed at the end of a quarter.' },
    })
    .write('orchestrator', 'policy', 'PolicyProposed', {
      ...{ ...tooFew, by: 'P-9', reason: 'Reps ask for a smaller inbox.', file: 'policy.yaml' },
      override: { docket: { decisionsPerRep: 1 } },
      changes: [{ path: 'docket.decisionsPerRep', words: '3 → 1' }],
    })
    .write('orchestrator', 'policy', 'PolicyRejected', {
      ...{ ...tooFew, proposedBy: 'P-9', by: 'P-3', reason: 'With one a day half of the alerts would run out.' },
    })
    .write('orchestrator', 'ladder/stage-progression/T3', 'AutonomyPromoted', {
      ...{ action: 'stage-progression', tier: 'T3', effect: 'stage', by: 'P-3', policyVersion: '7c1f0d9ab2e34856' },
      ...{ bound: 0.9215, bar: 0.9 },
      evidence: { decisions: 61, acceptedUnedited: 60, approvers: 3, weeks: 5, knownBadCaught: 3 },
    })
    .write('orchestrator', 'stage-progression:opportunity/D-3001:1', 'ActionHeldOut', {
      ...{ actionId: 'stage-progression:opportunity/D-3001:1', action: 'stage-progression', tier: 'T3' },
      ...{ subject: 'opportunity/D-3001', share: 0.1 },
    })
    .write('orchestrator', 'interruption/case-escalated/S-77@3', 'InterruptionRaised', {
      ...{ interruptionId: 'case-escalated/S-77@3', kind: 'case-escalated', personId: 'P-3', subject: 'case/S-77' },
      ...{ accountId: 'A-100', actionId: null, expiresAt: '2026-06-06T00:00:00.000Z' },
    })
    .write('orchestrator', 'ladder/proposal-draft/T3', 'ShadowSet', {
      ...{ action: 'proposal-draft', tier: 'T3', on: true, by: 'P-3' },
      reason: 'A new template: a fortnight of looking on first.',
    })
    .write('orchestrator', 'ladder/stage-progression/T3', 'AutonomyDemoted', {
      ...{ action: 'stage-progression', tier: 'T3', cause: 'undone', by: 'policy', ranAlone: true },
      reason: '2 of 40 that ran alone were undone; at most 3 % may be',
      restsUntil: '2026-07-02T09:00:00.000Z',
    });
}

function numbers(story: Story): void {
  story.on('2026-06-05', 'operatingRhythm');
  const curve = {
    ...{ n: 412, won: 239, lost: 173, oldestWonDays: 168, wonP80Days: 96, medianWonDays: 58 },
    winByAge: [0.58, 0.58, 0.57],
    season: [{ month: 3, multiplier: 1.2, n: 160, winRate: 0.63 }],
    meanWonValue: 38_200,
  };
  story
    .write('ops-analyst', `curve/${COMPANY}`, 'WinCurveFitted', {
      ...{ curveVersion: 'curve-2026-06-05', asOf: '2026-06-05', company: curve, segments: { logistics: curve } },
    })
    .write('ops-analyst', 'kpi/quarter', 'KpiMeasured', {
      ...{ asOf: '2026-06-05', period: 'quarter', currency: 'EUR', formulaVersion: '1' },
      kpis: { winRate: { value: 0.6, numerator: 24, denominator: 40, n: 40, missing: null } },
    })
    .write('ops-analyst', 'forecast/2026-04-01', 'ForecastMade', {
      ...{ asOf: '2026-06-05', periodStart: '2026-04-01', periodEnd: '2026-06-30', p10: 310_000, p50: 356_000 },
      ...{ p90: 402_000, closedSoFar: 268_000, openDeals: 31, curveVersion: 'curve-2026-06-05' },
    })
    .write('ops-analyst', `outcome/proposal-draft:${DEAL}:1`, 'OutcomeObserved', {
      ...{ actionId: `proposal-draft:${DEAL}:1`, outcome: 'won', observedAt: '2026-05-28' },
    });
}

function playbooks(story: Story): void {
  story.on('2026-06-08', 'playbook');
  const proposal = {
    ...{
      proposalId: 'f2a41c0e-9d3b-5b1f-9a62-0c7f5e8d2b44',
      version: '3b9e61f0c2d47a85',
      replaces: 'a07c5d2e9f1b4836',
    },
    digest: '5d41c9a7e03f8b26d17c94be0a6f2358c1d7e94b30a86f5271ce9d04b8f63a12',
  };
  const later = {
    proposalId: 'c7d3f6a8-1b52-5e90-8a4d-6f0e2b9c1d75',
    version: '88d1c4e7f03b29a6',
    replaces: proposal.version,
  };
  const section = '4-progression/stalled-deal-alert';
  const reason = 'With us a week of silence is already too long.';
  story
    .write('orchestrator', 'playbook', 'PlaybookAdopted', {
      ...{ version: 'a07c5d2e9f1b4836', origin: 'playbooks', sections: { [section]: 'c81e728d9d4c2f63' } },
    })
    .write('orchestrator', 'playbook', 'PlaybookProposed', {
      ...{ ...proposal, by: 'P-3', reason, changes: [`${section}: rules.dueInBusinessDays: 2 → 1`] },
      affected: { subjects: 14, deals: 14 },
    })
    .write('orchestrator', 'playbook', 'PlaybookPublished', {
      ...{ ...proposal, proposedBy: 'P-3', by: 'P-9', reason },
      files: [{ file: `${section}.md`, text: '---\nrules:\n  dueInBusinessDays: 1\n---\n' }],
    })
    .write('orchestrator', 'playbook', 'PlaybookProposed', {
      ...{ ...later, digest: '9c2f07b1d84e63a5f10b7c9d2e468a03b5d7f9e1c3a5087264f8d0b2e4c6a819', by: 'P-3' },
      ...{ reason: 'Two days are enough.', changes: [`${section}: rules.dueInBusinessDays: 1 → 2`], affected: null },
    })
    .write('orchestrator', 'playbook', 'PlaybookRejected', {
      ...{ ...later, proposedBy: 'P-3', by: 'P-3', reason: 'It was proposed for another company.' },
    });
}
