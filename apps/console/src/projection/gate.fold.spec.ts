import type { IntegrationEvent } from '@salesagent/canon/events';
import { gateFold } from './gate.fold';
import type { GateRow } from './rows';

const owner = { role: 'owner', personId: 'anna' };
const manager = { role: 'manager', personId: 'mara' };
const edited = { kind: 'task', ownerId: 'anna', title: 'Call', body: '', dueInBusinessDays: 1 };
const asked = { actionId: 'a', digest: 'd1', policyVersion: 'p1', approver: owner, expiresAt: '2026-03-09T00:00:00Z' };
const seconded = { actionId: 'a', decisionId: 'x1', by: 'mara', digest: 'd2', approver: owner, edited };

function after(...events: [type: string, data: object][]): GateRow {
  const row = events.reduce<GateRow | null>(
    (before, [type, data]) =>
      gateFold.evolve(before, { type, data, recordedAt: '2026-03-02T09:00:00Z' } as IntegrationEvent),
    null,
  );
  return row!;
}

describe('a question in the inbox', () => {
  it('of a first of two shows who approved what, and asks the second about that', () => {
    expect(after(['ApprovalRequested', asked], ['SecondApprovalRequested', seconded])).toMatchObject({
      ...{ state: 'awaiting', first_by: 'mara', approver: owner, digest: 'd2', edited },
      expires_at: asked.expiresAt,
    });
  });

  it('asked anew forgets the first approval, and whom it had escalated to', () => {
    const row = after(
      ['ApprovalRequested', asked],
      ['ApprovalEscalated', { actionId: 'a', from: owner, to: manager }],
      ['SecondApprovalRequested', seconded],
      ['ApprovalRequested', asked],
    );
    expect(row).toMatchObject({ first_by: null, edited: null, also_asked: null, digest: 'd1', approver: owner });
  });

  it('that escalated is also with who was asked before', () => {
    const row = after(['ApprovalRequested', asked], ['ApprovalEscalated', { actionId: 'a', from: owner, to: manager }]);
    expect(row).toMatchObject({ state: 'awaiting', approver: manager, also_asked: owner });
  });

  it('goes to who stands in, and names both who approved it in the end', () => {
    const standIn = { role: 'owner', personId: 'ben' };
    const moved = after(['ApprovalRequested', asked], ['ApprovalReassigned', { actionId: 'a', approver: standIn }]);
    expect(moved).toMatchObject({ state: 'awaiting', approver: standIn });
    const approved = { actionId: 'a', decisionId: 'x2', by: 'ben', digest: 'd2', first: { by: 'mara' } };
    expect(after(['ApprovalRequested', asked], ['ActionApproved', approved])).toMatchObject({
      ...{ state: 'approved', decided_by: 'ben', first_by: 'mara' },
    });
  });
});
