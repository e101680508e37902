import fc from 'fast-check';
import { checkBinding, mayDecide, type Binding, type Decision } from './approval';
import {
  addBusinessDays,
  businessDaysBetween,
  endOfBusinessDay,
  isBusinessDay,
  isQuarterEnd,
  quarterEnd,
  startOfLocalDay,
} from './business-days';
import { proposalDigest } from './digest';
import { expectedValue } from './attention';
import { wilsonLowerBound } from './wilson';
import { proposeTier } from './tiering';

const decision: Decision = {
  decisionId: 'd1',
  actionId: 'stalled-deal-alert:opportunity/1:1',
  decision: 'approve',
  digest: 'aa',
  by: 'anna',
  personId: 'anna',
  roles: ['rep'],
  evidenceOpened: true,
  reason: null,
  recordVersion: 3,
  policyVersion: 'p1',
  expiresAt: '2026-01-10T00:00:00Z',
  edited: false,
};
const now: Binding = {
  actionId: decision.actionId,
  digest: 'aa',
  recordVersion: 3,
  policyVersion: 'p1',
  now: new Date('2026-01-09T00:00:00Z'),
  used: false,
  mayDecide: true,
  own: false,
};
const code = (d: Partial<Decision>, n: Partial<Binding>): string => {
  const verdict = checkBinding({ ...decision, ...d }, { ...now, ...n });
  return verdict.valid ? 'valid' : verdict.code;
};

describe('a decision', () => {
  it('stands only for the payload, facts, policy, time and person it was made with, once', () => {
    expect(code({}, {})).toBe('valid');
    expect(code({}, { used: true })).toBe('used');
    expect(code({}, { digest: 'bb' })).toBe('digest');
    expect(code({}, { recordVersion: 4 })).toBe('record-changed');
    expect(code({}, { policyVersion: 'p2' })).toBe('policy-changed');
    expect(code({}, { now: new Date('2026-01-10T00:00:00Z') })).toBe('expired');
    expect(code({}, { mayDecide: false })).toBe('not-approver');
    expect(code({ actionId: 'other' }, {})).toBe('other-action');
  });

  it('may always be no', () => {
    expect(code({ decision: 'reject' }, { recordVersion: 9, policyVersion: 'p9' })).toBe('valid');
  });
});

describe('who may decide', () => {
  const people = { ownerIds: ['anna'], managerIds: ['mara'] };
  it.each([
    ['owner', { personId: 'anna', roles: ['rep'] }, true],
    ['owner', { personId: 'mara', roles: ['manager'] }, true],
    ['owner', { personId: null, roles: ['operations_vp'] }, true],
    ['owner', { personId: 'ben', roles: ['rep'] }, false],
    ['owner', { personId: 'other', roles: ['manager'] }, false],
    ['owner', { personId: null, roles: ['admin', 'auditor', 'service'] }, false],
    ['manager', { personId: 'mara', roles: ['manager'] }, true],
    ['manager', { personId: 'anna', roles: ['rep'] }, false],
    ['manager', { personId: null, roles: ['operations_vp'] }, false],
    ['operations_vp', { personId: 'mara', roles: ['manager'] }, false],
  ] as const)('%s: %j is %s', (role, who, expected) => expect(mayDecide(role, people, who)).toBe(expected));

  it('lets operations decide about money only where no manager is known', () => {
    const vp = { personId: null, roles: ['operations_vp'] };
    expect(mayDecide('manager', { ownerIds: ['anna'], managerIds: [] }, vp)).toBe(true);
  });
});

describe('business days', () => {
  const calendar = { timeZone: 'America/New_York', holidays: ['2026-01-01'] };
  const date = fc
    .integer({ min: 0, max: 3000 })
    .map((d) => new Date(Date.UTC(2024, 0, 1 + d)).toISOString().slice(0, 10));

  it('count back what they added', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: 1, max: 40 }), (from, n) => {
        const to = addBusinessDays(from, n, calendar);
        const start = addBusinessDays(from, 0, calendar);
        expect(isBusinessDay(to, calendar)).toBe(true);
        expect(businessDaysBetween(start, to, calendar)).toBe(n);
      }),
    );
  });

  it('end at local midnight', () => {
    expect(endOfBusinessDay(new Date('2025-12-31T15:00:00Z'), 1, calendar).toISOString()).toBe(
      '2026-01-03T05:00:00.000Z',
    );
    expect(startOfLocalDay('2026-03-09', 'America/New_York').toISOString()).toBe('2026-03-09T04:00:00.000Z');
    expect(startOfLocalDay('2026-03-08', 'America/New_York').toISOString()).toBe('2026-03-08T05:00:00.000Z');
  });

  it('know the end of a fiscal quarter', () => {
    expect(quarterEnd('2026-02-10', 1)).toBe('2026-03-31');
    expect(quarterEnd('2026-01-10', 2)).toBe('2026-01-31');
    expect(quarterEnd('2026-12-10', 1)).toBe('2026-12-31');
    expect(isQuarterEnd('2026-03-27', 3, 1, calendar)).toBe(true);
    expect(isQuarterEnd('2026-03-26', 3, 1, calendar)).toBe(false);
  });
});

describe('numbers a person relies on', () => {
  it('digest: the same change in another key order is the same change', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (set) => {
        const change = { kind: 'record' as const, type: 'task' as const, id: '1', set };
        const turned = { ...change, set: Object.fromEntries(Object.entries(set).reverse()) };
        expect(proposalDigest({ action: 'a', subject: 's', change: turned })).toBe(
          proposalDigest({ action: 'a', subject: 's', change }),
        );
        expect(proposalDigest({ action: 'a', subject: 't', change })).not.toBe(
          proposalDigest({ action: 'a', subject: 's', change }),
        );
      }),
    );
  });

  it('wilson: below the share, rising with n, and 0.865 for 48 of 50', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(500), (n, h) => {
        const hits = Math.min(n, h);
        const bound = wilsonLowerBound(hits, n);
        expect(bound).toBeGreaterThanOrEqual(0);
        expect(bound).toBeLessThanOrEqual(hits / n + 1e-12);
        expect(wilsonLowerBound(hits * 2, n * 2)).toBeGreaterThanOrEqual(bound - 1e-12);
      }),
    );
    expect(wilsonLowerBound(48, 50)).toBeCloseTo(0.8654, 3);
    expect(wilsonLowerBound(0, 0)).toBe(0);
  });

  it('expected value: names what is only assumed', () => {
    const value = expectedValue(
      { pWin: 0.5, amount: null, uplift: 0.1, upliftMeasured: false, minutes: 30, hourlyCost: 60 },
      { pWin: 0.3, amount: 2000 },
    );
    expect(value).toMatchObject({ expectedValue: 70, priors: ['amount', 'uplift'] });
  });

  it('tiering: large accounts are T1, unknown ones stay T1', () => {
    const rules = { revenueUnit: 1e6, T1: { employees: 5000 }, T2: { revenue: 5e8 } };
    const facts = { accountId: 'a', tier: null, icpScore: null, employees: null, revenue: null };
    expect(proposeTier(facts, rules).proposed).toBe('T1');
    // A score alone is no size: every account has one.
    expect(proposeTier({ ...facts, icpScore: 38 }, rules).proposed).toBe('T1');
    expect(proposeTier({ ...facts, employees: 9000 }, rules).proposed).toBe('T1');
    expect(proposeTier({ ...facts, employees: 10, revenue: 600 }, rules).proposed).toBe('T2');
    expect(proposeTier({ ...facts, employees: 10, revenue: 6 }, rules).proposed).toBe('T3');
  });
});
