import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import { ACTION_NAMES, EFFECT_CLASSES, TIERS } from '@salesagent/canon/sales';
import { isAtMost } from './ceilings';
import { CHANNELS, CONTENT_CLASSES } from './content';
import { decide, type Request } from './decide';
import { APPROVERS, policySchema, type ApproverRole, type PolicyOverride, type Refinement } from './policy';
import { PolicyLoosened, rankOf, tighten, tightenPolicy } from './tighten';
import { WEEKDAYS } from './time-of-day';

const base = policySchema.parse(parse(readFileSync(resolve(__dirname, '../../../playbooks/base/policy.yaml'), 'utf8')));

const date = fc
  .date({ min: new Date('2016-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  .map((d) => d.toISOString().slice(0, 10));
const some = <T>(of: readonly T[]) => fc.subarray([...of], { minLength: 1 });
const oneField = { requiredKeys: [] };

const time = fc
  .record(
    {
      lastBusinessDaysOfQuarter: fc.integer({ min: 1, max: 10 }),
      weekdays: some(WEEKDAYS),
      businessDay: fc.boolean(),
      hours: fc.constantFrom(['08:00', '18:00'], ['18:00', '08:00'], ['00:00', '12:00']),
    },
    oneField,
  )
  .map(({ hours, ...rest }) => ({ ...rest, ...(hours ? { from: hours[0]!, until: hours[1]! } : {}) }));

const refinement: fc.Arbitrary<Refinement> = fc.record(
  {
    id: fc.constant('a-rule'),
    when: fc.record(
      {
        actions: some(ACTION_NAMES),
        effects: some(EFFECT_CLASSES),
        tiers: some(TIERS),
        amountAtLeast: fc.constantFrom(1, 100_000),
        fields: some(['tier', 'amount']),
        content: some(CONTENT_CLASSES),
        channels: some(CHANNELS),
        time,
      },
      oneField,
    ),
    ceiling: fc.constantFrom('P' as const, 'A' as const),
    approver: fc.constantFrom(...APPROVERS),
    secondApprover: fc.constantFrom(...APPROVERS),
    selfApproval: fc.constant(false as const),
    expiresInBusinessDays: fc.integer({ min: 1, max: 60 }),
    why: fc.constant('because'),
  },
  { requiredKeys: ['id', 'when', 'why'] },
);

const override = fc.record(
  {
    refinements: fc.array(refinement, { maxLength: 6 }),
    docket: fc.record({ decisionsPerRep: fc.integer({ min: 1, max: 5 }) }, oneField),
    calendar: fc.record(
      {
        timeZone: fc.constantFrom('UTC', 'Asia/Tokyo', 'America/New_York'),
        holidays: fc.array(date, { maxLength: 4 }),
        fiscalYearStartMonth: fc.integer({ min: 1, max: 12 }),
      },
      oneField,
    ),
  },
  oneField,
) as fc.Arbitrary<PolicyOverride>;

const request: fc.Arbitrary<Request> = fc.record({
  action: fc.constantFrom(...ACTION_NAMES),
  effect: fc.constantFrom(...EFFECT_CLASSES),
  tierProposed: fc.constantFrom(...TIERS, null),
  tierNow: fc.constantFrom(...TIERS, null),
  amount: fc.constantFrom(0, 99_999, 100_000, 250_000),
  fields: fc.subarray(['tier', 'amount', 'ownerId']),
  content: fc.option(fc.subarray([...CONTENT_CLASSES])),
  channel: fc.option(fc.constantFrom(...CHANNELS)),
  moment: fc.option(date.map((day) => ({ at: new Date(`${day}T21:30:00Z`), businessDate: day }))),
  autonomyEarned: fc.boolean(),
});

const STRENGTH = { prepare: 0, approve: 1, autonomous: 2 };

describe('a company’s policy', () => {
  it('never gives a looser ruling than the base read in the company’s calendar, whatever it says', () => {
    const timed: Refinement = { id: 'base-timed', when: { time: { businessDay: false } }, ceiling: 'A', why: 'rest' };
    const firm = { ...base, refinements: [...base.refinements, timed] };
    fc.assert(
      fc.property(override, fc.array(request, { minLength: 20 }), (company, requests) => {
        const { policy } = tighten(firm, company);
        for (const r of requests) {
          const before = decide({ ...firm, calendar: policy.calendar }, r);
          const after = decide(policy, r);
          expect(isAtMost(after.ceiling, before.ceiling)).toBe(true);
          expect(STRENGTH[after.mode]).toBeLessThanOrEqual(STRENGTH[before.mode]);
          expect(rankOf(after.approver.role)).toBeGreaterThanOrEqual(rankOf(before.approver.role));
          expect(after.expiresInBusinessDays).toBeLessThanOrEqual(before.expiresInBusinessDays);
          // It escalates to whom it did, or further up where that is who decides now.
          if (before.escalateTo === null) expect(after.escalateTo).toBeNull();
          else if (after.escalateTo === null) expect(after.approver.role).toBe('operations_vp');
          else expect(rankOf(after.escalateTo)).toBeGreaterThanOrEqual(rankOf(before.escalateTo));
          const second = (role: ApproverRole | null): number => (role === null ? -1 : rankOf(role));
          expect(second(after.secondApprover)).toBeGreaterThanOrEqual(second(before.secondApprover));
          expect(after.selfApproval && !before.selfApproval).toBe(false);
          expect(after.secondApprover !== null && after.mode === 'autonomous').toBe(false);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('may have a smaller inbox; a lower bar is refused, and where it is not the base’s stays', () => {
    expect(tightenPolicy(base, { docket: { decisionsPerRep: 3 } }).docket.decisionsPerRep).toBe(3);
    expect(() => tightenPolicy(base, { autonomy: { bars: { log: 0.5 } } })).toThrow(PolicyLoosened);
    expect(tighten(base, { autonomy: { bars: { log: 0.5, stage: 0.95 } } })).toMatchObject({
      policy: { autonomy: { bars: { ...base.autonomy.bars, stage: 0.95 } } },
      loosened: [{ path: ['autonomy', 'bars', 'log'], message: 'is 0.5, the base asks for at least 0.8' }],
    });
    const three = tightenPolicy(base, { docket: { decisionsPerRep: 3 } });
    expect(() => tightenPolicy(three, { docket: { decisionsPerRep: 5 } })).toThrow('docket.decisionsPerRep is 5');
  });

  it('may escalate sooner and let fewer things be approved at one stroke, never later or more', () => {
    const tightened = tightenPolicy(base, { escalation: { afterShare: 0.25 }, bulk: { effects: ['task'], most: 5 } });
    expect(tightened).toMatchObject({ escalation: { afterShare: 0.25 }, bulk: { effects: ['task'], most: 5 } });
    expect(() => tightenPolicy(base, { escalation: { afterShare: 0.9 } })).toThrow('escalation.afterShare is 0.9');
    expect(() => tightenPolicy(base, { bulk: { most: 50 } })).toThrow('bulk.most is 50');
    const none = tightenPolicy(base, { bulk: { effects: [] } });
    expect(() => tightenPolicy(none, { bulk: { effects: ['log'] } })).toThrow('bulk.effects names log');
  });

  it('may ask for a second person from a lower amount on', () => {
    const lower: Refinement = {
      ...{ id: 'two-from-50', when: { effects: ['terms'], amountAtLeast: 50_000 }, why: 'a small company' },
      secondApprover: 'manager',
    };
    const at = (policy: typeof base, amount: number) =>
      decide(policy, {
        ...{ action: 'proposal-draft', effect: 'terms', tierProposed: 'T3', tierNow: 'T3', amount, fields: [] },
        ...{ content: [], channel: 'document', moment: null, autonomyEarned: false },
      }).secondApprover;
    const company = tightenPolicy(base, { refinements: [lower] });
    expect([49_999, 50_000, 250_000].map((amount) => at(company, amount))).toEqual([null, 'manager', 'operations_vp']);
    expect([50_000, 250_000].map((amount) => at(base, amount))).toEqual([null, 'operations_vp']);
  });

  it('is told when a refinement hands a decision down or gives longer everywhere it applies', () => {
    const rule = (over: Partial<Refinement>): PolicyOverride => ({
      refinements: [{ id: 'a-rule', when: { effects: ['commit'] }, why: 'because', ...over }],
    });
    expect(() => tightenPolicy(base, rule({ approver: 'owner' }))).toThrow(
      'refinements.0.approver is owner, the base asks the manager for commit',
    );
    expect(() => tightenPolicy(base, rule({ expiresInBusinessDays: 6 }))).toThrow('the base gives at most 5');
    // For tasks it does nothing, for money it would hand down: it tightens where it can.
    const both = rule({ when: { effects: ['task', 'commit'] }, approver: 'owner' });
    expect(() => tightenPolicy(base, both)).not.toThrow();
  });
});
