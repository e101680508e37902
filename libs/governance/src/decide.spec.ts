import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import { ACTION_NAMES, EFFECT_CLASSES, TIERS } from '@salesagent/canon/sales';
import { CEILINGS, isAtMost } from './ceilings';
import { decide, type Request } from './decide';
import { CHANNELS, CONTENT_CLASSES } from './content';
import { policySchema, type Refinement } from './policy';
import { WEEKDAYS } from './time-of-day';

const base = policySchema.parse(parse(readFileSync(resolve(__dirname, '../../../playbooks/base/policy.yaml'), 'utf8')));

const moment = fc.date({ min: new Date('2016-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }).map((at) => ({
  at,
  businessDate: at.toISOString().slice(0, 10),
}));

const request: fc.Arbitrary<Request> = fc.record({
  action: fc.constantFrom(...ACTION_NAMES),
  effect: fc.constantFrom(...EFFECT_CLASSES),
  tierProposed: fc.constantFrom(...TIERS, null),
  tierNow: fc.constantFrom(...TIERS, null),
  amount: fc.nat(1_000_000),
  fields: fc.subarray(['tier', 'amount', 'ownerId']),
  content: fc.option(fc.subarray([...CONTENT_CLASSES])),
  channel: fc.option(fc.constantFrom(...CHANNELS)),
  moment: fc.option(moment),
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

const MONDAY_NOON = { at: new Date('2026-03-02T12:00:00Z'), businessDate: '2026-03-02' };

const ask = (over: Partial<Request>): Request => ({
  action: 'stalled-deal-alert',
  effect: 'task',
  tierProposed: 'T2',
  tierNow: 'T2',
  amount: 0,
  fields: [],
  content: ['task-text'],
  channel: 'task',
  moment: MONDAY_NOON,
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

describe('a refinement by content, channel and time', () => {
  const only = (when: Refinement['when']) => (over: Partial<Request>) =>
    decide({ ...base, refinements: [{ id: 'one', when, ceiling: 'P', why: 'because' }] }, ask(over)).mode === 'prepare';

  it('holds for any of the classes named, and for what is not known', () => {
    const priced = only({ content: ['money', 'personal-data'] });
    expect([priced({ content: ['money', 'record-data'] }), priced({ content: ['record-data'] })]).toEqual([
      true,
      false,
    ]);
    expect([priced({ content: [] }), priced({ content: null })]).toEqual([false, true]);
    const mailed = only({ channels: ['email'] });
    expect([mailed({ channel: 'email' }), mailed({ channel: 'crm' }), mailed({ channel: null })]).toEqual([
      ...[true, false, true],
    ]);
  });

  it('reads weekday and hour on the wall clock of the company', () => {
    const calendar = { ...base.calendar, timeZone: 'Asia/Tokyo' };
    const late = { id: 'late', when: { time: { weekdays: ['friday' as const], from: '17:00', until: '00:00' } } };
    const policy = { ...base, calendar, refinements: [{ ...late, ceiling: 'P' as const, why: 'because' }] };
    const at = (instant: string) =>
      decide(policy, ask({ moment: { at: new Date(instant), businessDate: '2026-03-06' } })).mode;
    expect([at('2026-03-06T07:59:00Z'), at('2026-03-06T08:00:00Z'), at('2026-03-06T14:59:00Z')]).toEqual([
      ...['approve', 'prepare', 'prepare'],
    ]);
    expect(at('2026-03-06T15:00:00Z')).toBe('approve');
  });

  it('wraps hours over midnight, and knows holidays from business days', () => {
    const night = only({ time: { from: '22:00', until: '06:00' } });
    const hour = (time: string) => night({ moment: { at: new Date(`2026-03-02T${time}:00Z`), businessDate: '' } });
    expect(['21:59', '22:00', '05:59', '06:00'].map(hour)).toEqual([false, true, true, false]);
    // The night of Friday ends on Saturday morning, and Friday's own morning is Thursday's night.
    const friday = only({ time: { weekdays: ['friday'], from: '22:00', until: '06:00' } });
    const at = (instant: string) => friday({ moment: { at: new Date(instant), businessDate: '' } });
    expect(['2026-03-06T03:00:00Z', '2026-03-06T23:00:00Z', '2026-03-07T03:00:00Z'].map(at)).toEqual([
      ...[false, true, true],
    ]);
    const off = only({ time: { businessDay: false } });
    const day = (date: string) => off({ moment: { at: new Date(`${date}T12:00:00Z`), businessDate: date } });
    expect(['2026-03-06', '2026-03-07'].map(day)).toEqual([false, true]);
  });

  it('counts the last business days of a quarter by the business clock', () => {
    const last = only({ time: { lastBusinessDaysOfQuarter: 3 } });
    const day = (businessDate: string) => last({ moment: { at: MONDAY_NOON.at, businessDate } });
    expect(['2026-03-26', '2026-03-27', '2026-03-31', '2026-04-01'].map(day)).toEqual([false, true, true, false]);
  });

  it('takes a time that is not known for the strict side', () => {
    expect(only({ time: { weekdays: [...WEEKDAYS].slice(0, 1) } })({ moment: null })).toBe(true);
  });
});
