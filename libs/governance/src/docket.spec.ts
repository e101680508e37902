import fc from 'fast-check';
import { EFFECT_CLASSES } from '@salesagent/canon/sales';
import { rankDocket, selectWave, type DocketState, type Waiting } from './docket';

const waiting = fc.uniqueArray(fc.nat(500), { maxLength: 120 }).chain((ids) =>
  fc.tuple(
    ...ids.map((id) =>
      fc.record<Waiting>({
        actionId: fc.constant(`a:opportunity/${id}:1`),
        effect: fc.constantFrom(...EFFECT_CLASSES),
        record: fc.nat(60).map((n) => `opportunity/${n}`),
        opportunityId: fc.option(fc.nat(60).map(String)),
        expectedValue: fc.integer({ min: -100, max: 10_000 }),
        assignee: fc.constantFrom('anna', 'ben', 'cleo', null),
        closing: fc.boolean(),
      }),
    ),
  ),
);

const state = (over: Partial<DocketState>): DocketState => ({
  waiting: [],
  givenToday: new Map(),
  busyDeals: new Set(),
  capOf: () => 5,
  quiet: false,
  ...over,
});

describe('selectWave', () => {
  it('never exceeds a cap, one step a deal, and neither loses nor invents a proposal', () => {
    fc.assert(
      fc.property(waiting, fc.nat(5), (items, already) => {
        const wave = selectWave(state({ waiting: items, givenToday: new Map([['anna', already]]) }));
        const byId = new Map(items.map((i) => [i.actionId, i]));
        const given = new Map<string | null, number>([['anna', already]]);
        const deals = new Set<string>();
        for (const { actionId } of wave.admitted) {
          const item = byId.get(actionId)!;
          given.set(item.assignee, (given.get(item.assignee) ?? 0) + 1);
          if (item.opportunityId !== null) {
            expect(deals.has(item.opportunityId)).toBe(false);
            deals.add(item.opportunityId);
          }
        }
        for (const n of given.values()) expect(n).toBeLessThanOrEqual(5);
        const touched = [...wave.admitted, ...wave.merged].map((a) => a.actionId);
        expect(new Set(touched).size).toBe(touched.length);
        for (const { into } of wave.merged) expect(wave.merged.some((m) => m.actionId === into)).toBe(false);
      }),
    );
  });

  it('gives every owner who has any at least one', () => {
    fc.assert(
      fc.property(waiting, (items) => {
        const apart = items.map((i) => ({ ...i, record: i.actionId, opportunityId: i.actionId }));
        const owners = new Set(apart.map((i) => i.assignee));
        const served = new Set(
          selectWave(state({ waiting: apart })).admitted.map(
            (a) => apart.find((i) => i.actionId === a.actionId)!.assignee,
          ),
        );
        expect(served).toEqual(owners);
      }),
    );
  });

  it('is the same whatever the order the proposals arrived in', () => {
    fc.assert(
      fc.property(waiting, (items) => {
        expect(selectWave(state({ waiting: [...items].reverse() }))).toEqual(selectWave(state({ waiting: items })));
        expect(rankDocket(items).map((i) => i.expectedValue)).toEqual(
          items.map((i) => i.expectedValue).sort((a, b) => b - a),
        );
      }),
    );
  });

  it('lets only closing matters through in the quiet days of a quarter', () => {
    const item = (id: string, closing: boolean): Waiting => ({
      actionId: id,
      effect: 'task',
      record: id,
      opportunityId: id,
      expectedValue: 1,
      assignee: 'anna',
      closing,
    });
    const wave = selectWave(state({ waiting: [item('a', false), item('b', true)], quiet: true }));
    expect(wave.admitted).toEqual([{ actionId: 'b', rank: 1 }]);
  });
});
