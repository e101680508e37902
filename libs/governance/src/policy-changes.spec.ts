import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { decide, type Request } from './decide';
import { otherRuling, policyChanges } from './policy-changes';
import { compilePolicy } from './policy-file';
import { tableInWords } from './policy-words';

const base = {
  file: 'playbooks/base/policy.yaml',
  text: readFileSync(resolve(__dirname, '../../../playbooks/base/policy.yaml'), 'utf8'),
};
const before = compilePolicy(base, null).policy;
const after = compilePolicy(base, {
  file: 'acme.yaml',
  text: `
docket: { decisionsPerRep: 3 }
calendar: { holidays: ['2026-12-25'] }
refinements:
  - id: priced-documents
    when: { tiers: [T2], content: [money], time: { lastBusinessDaysOfQuarter: 3 } }
    ceiling: P
    why: At the end of a quarter prices are discussed first.
`,
}).policy;

describe('what is otherwise in another policy', () => {
  it('is told in words, refinements by id and numbers one by one', () => {
    expect(policyChanges(before, after).map((c) => `${c.path}: ${c.words}`)).toEqual([
      'refinements.priced-documents: new: anything on T2, that holds money, in the last 3 business days of a quarter → prepared only',
      'docket.decisionsPerRep: 5 → 3',
      'calendar.holidays: none → 2026-12-25',
    ]);
    expect(policyChanges(after, after)).toEqual([]);
    expect(policyChanges(after, before)[0]).toMatchObject({ path: 'refinements.priced-documents', after: null });
  });

  it('is told of a ruling, with the reason of what is new', () => {
    const request: Request = {
      ...{ action: 'proposal-draft', effect: 'terms', tierProposed: 'T2', tierNow: 'T2', amount: 200_000, fields: [] },
      ...{ content: ['buyer-document', 'money'], channel: 'document', autonomyEarned: false },
      moment: { at: new Date('2026-03-30T12:00:00Z'), businessDate: '2026-03-30' },
    };
    expect(otherRuling(decide(before, request), decide(after, request))).toEqual({
      kind: 'approve → prepare',
      before: 'manager approves within 5 business days, nobody their own',
      after: 'prepared only',
      why: ['At the end of a quarter prices are discussed first.'],
    });
    const small = { ...request, tierNow: 'T3' as const, tierProposed: 'T3' as const };
    expect(otherRuling(decide(before, small), decide(after, small))).toBeNull();
  });

  it('shows in the decision table which cells a refinement may tighten', () => {
    expect(tableInWords(after).find((line) => line.effect === 'terms')).toEqual({
      effect: 'terms',
      ceilings: 'T1 P · T2 A · T3 A',
      approver: 'owner',
      expiresInBusinessDays: 5,
      escalateTo: 'manager',
      refinements: ['large-terms', 'second-pair-of-eyes', 'tier-is-operations', 'priced-documents (T2)'],
    });
  });
});
