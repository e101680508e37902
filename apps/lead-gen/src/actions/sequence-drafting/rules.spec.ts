import { decideSequence, sequenceRules, type SequenceFacts } from './rules';

const rules = sequenceRules.parse({
  touchDays: [0, 4, 10, 18],
  firstTouchWords: 90,
  laterTouchWords: 60,
  inboundReasonDays: 60,
  lostReasonDays: [120, 540],
  boughtReasonDays: [150, 720],
  quietAfterInboundDays: 7,
  personas: { operations: 'fewer hand-offs' },
  proofInTouches: [3],
  proofWordsAtMost: 30,
});
const today = '2026-09-01';
const facts: SequenceFacts = {
  contactId: 'C1',
  persona: 'operations',
  optedOut: false,
  accountObjected: false,
  escalatedCase: false,
  openSubStages: ['4.1'],
  contactWroteOn: null,
  accountWroteOn: null,
  lastLost: null,
  lastWon: { id: 'O1', closedOn: '2026-03-02', productName: 'GTX Basic' },
};

describe('whether to draft a sequence', () => {
  it('rests on what the account bought and dates every touch', () => {
    expect(decideSequence(facts, rules, today)).toEqual({
      write: true,
      reason: { kind: 'bought', date: '2026-03-02', source: 'opportunity/O1#closedAt', productName: 'GTX Basic' },
      personaGoal: 'fewer hand-offs',
      dueOn: ['2026-09-01', '2026-09-05', '2026-09-11', '2026-09-19'],
    });
  });

  it('prefers an inbound message to anything older', () => {
    const decision = decideSequence(
      { ...facts, contactWroteOn: { date: '2026-08-01', activityId: 'A9' } },
      rules,
      today,
    );
    expect(decision).toMatchObject({ write: true, reason: { kind: 'inbound', source: 'activity/A9#happenedAt' } });
  });

  it.each([
    ['the contact objected', { optedOut: true }, 'objected'],
    ['a colleague objected', { accountObjected: true }, 'objected'],
    ['a case is escalated', { escalatedCase: true }, 'escalated'],
    ['a deal is in paper', { openSubStages: ['5.2'] }, 'proposal or paper'],
    ['the account wrote this week', { accountWroteOn: '2026-08-28' }, 'the answer comes first'],
    ['the persona is unknown', { persona: null }, 'persona is not known'],
    ['there is no reason', { lastWon: null }, 'no reason for writing now'],
    ['the purchase is too fresh', { lastWon: { id: 'O', closedOn: '2026-08-01', productName: 'X' } }, 'no reason'],
  ])('drafts nothing when %s', (_, change, because) => {
    const decision = decideSequence({ ...facts, ...change }, rules, today);
    expect(decision.write).toBe(false);
    if (!decision.write) expect(decision.because).toContain(because);
  });
});
