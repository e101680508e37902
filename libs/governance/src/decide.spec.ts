import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import { ACTION_NAMES, EFFECT_CLASSES, TIERS } from '@salesagent/canon/sales';
import { CEILINGS, isAtMost } from './ceilings';
import { decide, type Request } from './decide';
import { PolicyLoosened, policySchema, tightenPolicy, type Refinement } from './policy';

const base = policySchema.parse(parse(readFileSync(resolve(__dirname, '../../../playbooks/base/policy.yaml'), 'utf8')));

const request: fc.Arbitrary<Request> = fc.record({
  action: fc.constantFrom(...ACTION_NAMES),
  effect: fc.constantFrom(...EFFECT_CLASSES),
  tierProposed: fc.constantFrom(...TIERS, null),
  tierNow: fc.constantFrom(...TIERS, null),
  amount: fc.nat(1_000_000),
  fields: fc.subarray(['tier', 'amount', 'ownerId']),
  autonomyEarned: fc.boolean(),
});

const refinement: fc.Arbitrary<Refinement> = fc.record(
  {
    id: fc.constant('some-rule'),
    when: fc.record({ effects: fc.subarray([...EFFECT_CLASSES], { minLength: 1 }) }),
    ceiling: fc.constantFrom('P' as const, 'A' as const),
    approver: fc.constantFrom('owner' as const, 'manager' as const, 'operations_vp' as const),
    expiresInBusinessDays: fc.integer({ min: 1, max: 60 }),
    why: fc.constant('because'),
  },
  { requiredKeys: ['id', 'when', 'why'] },
);

const ask = (over: Partial<Request>): Request => ({
  action: 'stalled-deal-alert',
  effect: 'task',
  tierProposed: 'T2',
  tierNow: 'T2',
  amount: 0,
  fields: [],
  autonomyEarned: false,
  ...over,
});

describe('decide', () => {
  it('never allows more than the ceiling of effect and stricter tier', () => {
    fc.assert(
      fc.property(request, fc.array(refinement), (r, refinements) => {
        const ruling = decide({ ...base, refinements }, r);
        const tiers = [r.tierProposed ?? 'T1', r.tierNow ?? 'T1'] as const;
        for (const tier of tiers) expect(isAtMost(ruling.ceiling, CEILINGS[r.effect][tier])).toBe(true);
      }),
    );
  });

  it('allows no more with one refinement added', () => {
    const strength = { prepare: 0, approve: 1, autonomous: 2 };
    fc.assert(
      fc.property(request, fc.array(refinement), refinement, (r, some, one) => {
        const before = decide({ ...base, refinements: some }, r);
        const after = decide({ ...base, refinements: [...some, one] }, r);
        expect(strength[after.mode]).toBeLessThanOrEqual(strength[before.mode]);
        expect(after.expiresInBusinessDays).toBeLessThanOrEqual(before.expiresInBusinessDays);
      }),
    );
  });

  it('lets only insight run alone from day one', () => {
    for (const effect of EFFECT_CLASSES)
      for (const tier of TIERS) {
        const { mode } = decide(base, ask({ effect, tierProposed: tier, tierNow: tier }));
        expect(mode === 'autonomous').toBe(effect === 'insight');
      }
  });

  it('only prepares a proposal for an account that is T1 or of unknown tier', () => {
    expect(decide(base, ask({ effect: 'terms', tierNow: 'T3', tierProposed: 'T3' })).mode).toBe('approve');
    expect(decide(base, ask({ effect: 'terms', tierNow: 'T1', tierProposed: 'T3' })).mode).toBe('prepare');
    expect(decide(base, ask({ effect: 'terms', tierNow: 'T3', tierProposed: 'T1' })).mode).toBe('prepare');
    expect(decide(base, ask({ effect: 'terms', tierNow: null, tierProposed: 'T3' })).mode).toBe('prepare');
  });

  it('sends money to the manager and tiers to operations', () => {
    expect(decide(base, ask({ effect: 'commit' })).approver.role).toBe('manager');
    expect(decide(base, ask({ effect: 'terms', amount: 100_000 })).approver.role).toBe('manager');
    expect(decide(base, ask({ effect: 'terms', amount: 99_999 })).approver.role).toBe('owner');
    expect(decide(base, ask({ effect: 'commit', fields: ['tier'] })).approver.role).toBe('operations_vp');
  });
});

describe('tightenPolicy', () => {
  it('accepts a smaller inbox and refuses a larger bar of undone changes', () => {
    expect(tightenPolicy(base, { docket: { decisionsPerRep: 3 } }).docket.decisionsPerRep).toBe(3);
    expect(() => tightenPolicy(base, { autonomy: { bars: { ...base.autonomy.bars, log: 0.5 } } })).toThrow(
      PolicyLoosened,
    );
    const three = tightenPolicy(base, { docket: { decisionsPerRep: 3 } });
    expect(() => tightenPolicy(three, { docket: { decisionsPerRep: 5 } })).toThrow('docket.decisionsPerRep is 5');
  });
});
