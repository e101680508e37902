import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import type { Decision, SealFlaw } from './approval';
import { authorization, type Situation } from './authorization';
import { decide } from './decide';
import { policySchema } from './policy';

const base = policySchema.parse(parse(readFileSync(resolve(__dirname, '../../../playbooks/base/policy.yaml'), 'utf8')));
const now = new Date('2026-03-02T09:00:00Z');
/** Terms of 300,000 on a T3 account: the base policy asks the manager and operations. */
const ruling = decide(base, {
  ...{ action: 'proposal-draft', effect: 'terms', tierProposed: 'T3', tierNow: 'T3', amount: 300_000, fields: [] },
  ...{ content: [], channel: null, autonomyEarned: false, moment: { at: now, businessDate: '2026-03-02' } },
});
const decision = (decisionId: string, by: string, seconds: string | null): Decision => ({
  ...{ decisionId, actionId: 'a', decision: 'approve', digest: 'own', by, sub: by, personId: by, roles: [by] },
  ...{ evidenceOpened: true, reason: null, recordVersion: 1, policyVersion: 'p', expiresAt: '2026-03-09T00:00:00Z' },
  ...{ edited: false, seconds },
});
const situation = (over: Partial<Situation>): Situation => ({
  ...{ actionId: 'a', digest: 'own', decisionId: 'd2', decision: null, flaw: null, first: null, firstFlaw: null },
  ...{ askers: [], recordVersion: 1, policyVersion: 'p', ruling, gone: null, stoppedBy: null, knownBad: null, now },
  gate: { ended: null, approvedBy: null, approvedDigest: null, first: null, escalatedTo: null },
  people: { ownerIds: ['anna'], managerIds: ['mara'] },
  ...over,
});
const FLAWS: SealFlaw[] = (['unsealed', 'other-key', 'altered'] as const).map((code) => ({
  code,
  message: `it is ${code}`,
}));

describe.each(FLAWS)('a decision that is not as it was taken ($code)', (flaw) => {
  it('is void and named as what it is; nobody is permitted anything', () => {
    expect(authorization(situation({ flaw }))).toEqual({
      ...{ kind: 'void', code: flaw.code, message: `it is ${flaw.code}; decide anew` },
    });
  });

  it('takes the other of the two with it where it is the first', () => {
    const { gate } = situation({});
    const second = decision('d2', 'operations_vp', 'd1');
    const said = authorization(situation({ gate: { ...gate, first: 'd1' }, decision: second, firstFlaw: flaw }));
    expect(said).toMatchObject({ kind: 'void', code: flaw.code, firstToo: true });
  });

  it('ends what it had approved, with the reason', () => {
    const { gate } = situation({});
    const approved = { ...gate, approvedBy: 'd2', approvedDigest: 'own' };
    const message = `The approval no longer holds: it is ${flaw.code}`;
    expect(authorization(situation({ gate: approved, flaw }))).toEqual({ kind: 'end', state: 'withdrawn', message });
    const second = decision('d2', 'operations_vp', 'd1');
    const both = { ...approved, first: 'd1' };
    expect(authorization(situation({ gate: both, decision: second, firstFlaw: flaw }))).toMatchObject({
      ...{ kind: 'end', state: 'withdrawn', message: expect.stringContaining(`it is ${flaw.code}`) },
    });
  });
});
