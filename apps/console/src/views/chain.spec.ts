import type { Approval } from '../api/approvals.schema';
import type { TimelineEntry } from '../api/timeline.schema';
import { chainOf, type Behind } from './chain';

let minute = 0;
const entry = (type: string, given: Partial<TimelineEntry> = {}): TimelineEntry => ({
  eventId: `id of ${type}`,
  type,
  at: '2017-12-31T00:00:00Z',
  recordedAt: `2026-11-01T00:${String((minute += 1) % 60).padStart(2, '0')}:00Z`,
  source: 'orchestrator',
  subject: 'opportunity/O1',
  sentence: `${type} happened`,
  by: { kind: 'system', id: 'orchestrator', name: null },
  actionId: 'stalled-deal-alert:opportunity/O1:1',
  causationId: 'cause',
  own: true,
  undated: false,
  changes: [],
  ...given,
});

const proposal = (given: Partial<Approval> = {}): Approval =>
  ({
    why: 'Nobody spoke to them for 97 days.',
    businessDate: '2017-12-31',
    evidence: [{ label: 'Age', value: 97, source: 'opportunity/O1#engagedAt' }],
    citations: [{ id: '4-progression/stalled-deal-alert#why', title: 'Why', text: '…' }],
    playbookVersion: 'p1',
    policyVersion: 'v1',
    digest: 'd1',
    draft: 'Ask them.',
    ...given,
  }) as Approval;

const told = (given: Partial<Behind> = {}) =>
  chainOf({ approval: proposal(), history: [], trigger: null, playbookVersion: 'p1', ...given }).map(
    ({ part, known, eventId, version }) => [part, known, eventId, version],
  );

describe('how an action came about', () => {
  it('is told from what set it off to what came of it, each with its event', () => {
    const history = [
      ...['ActionProposed', 'ActionQueued', 'ApprovalRequested', 'ActionApproved', 'ExecutionStarted'],
      ...['ActionExecuted', 'OutcomeObserved'],
    ].map((type) => entry(type));
    const trigger = entry('ActivityLogged', { eventId: 'cause', subject: 'activity/A1' });
    expect(told({ history, trigger })).toEqual([
      ['trigger', true, 'cause', null],
      ['facts', true, 'id of ActionProposed', null],
      ['rules', true, 'id of ActionProposed', 'p1'],
      ['words', true, 'id of ActionProposed', null],
      ['policy', true, 'id of ApprovalRequested', 'v1'],
      ['approval', true, 'id of ActionApproved', null],
      ['execution', true, 'id of ActionExecuted', null],
      ['outcome', true, 'id of OutcomeObserved', null],
    ]);
  });

  it('says of each part that is missing why', () => {
    const chain = chainOf({
      approval: proposal(),
      history: [entry('ActionProposed'), entry('ActionQueued')],
      trigger: null,
      playbookVersion: 'p1',
    });
    expect(chain.filter(({ known }) => !known).map(({ part, sentence }) => [part, sentence])).toEqual([
      ['trigger', 'Its cause, cause, is no event that is kept here.'],
      ['approval', 'Nobody has decided it yet.'],
      ['execution', 'It has not been carried out.'],
      ['outcome', 'No outcome has been observed.'],
    ]);
    expect(chain.find(({ part }) => part === 'policy')?.sentence).toBe(
      'Nobody has been asked yet. ActionQueued happened.',
    );
  });

  it('does not tell a reader of an event that is not theirs to see', () => {
    const [first] = chainOf({ approval: proposal(), history: [], trigger: 'hidden', playbookVersion: 'p1' });
    expect(first).toMatchObject({ part: 'trigger', known: false, eventId: null });
  });

  it('names the version of the playbook it was made with, and says when its words have changed since', () => {
    const chain = chainOf({ approval: proposal(), history: [], trigger: null, playbookVersion: 'p2' });
    expect(chain.find(({ part }) => part === 'rules')).toMatchObject({
      version: 'p1',
      sentence: expect.stringContaining('has changed since'),
    });
  });

  it('tells of what was taken back that it was, and of what the policy lets run alone that nobody was asked', () => {
    const history = ['ActionProposed', 'ExecutionStarted', 'ActionExecuted', 'ActionUndone'].map((type) => entry(type));
    const by = Object.fromEntries(
      chainOf({ approval: proposal({ policyVersion: null }), history, trigger: null, playbookVersion: 'p1' }).map(
        (s) => [s.part, s],
      ),
    );
    expect(by['policy']?.sentence).toContain('asked nobody');
    expect(by['approval']).toMatchObject({ known: false });
    expect(by['outcome']).toMatchObject({ eventId: 'id of ActionUndone' });
  });
});
