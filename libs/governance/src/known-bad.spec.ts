import type { Change } from '@salesagent/canon/sales';
import { proposalDigest } from './digest';
import { isCheck, knownBad, stillWrong } from './known-bad';

const fields = (set: Record<string, unknown>): Change => ({
  kind: 'fields',
  record: { type: 'opportunity', id: 'd1' },
  expect: {},
  set,
});
const kindOf = (change: Change): string | undefined => knownBad(change, 'some:opportunity/d1:1')?.kind;

describe('a proposal made wrong on purpose', () => {
  it.each([
    [{ amount: 1200 }, 'wrong-amount', { amount: 12000 }],
    [{ expectedCloseDate: '2026-06-30' }, 'wrong-date', { expectedCloseDate: '2027-06-30' }],
    [{ subStage: '4.2' }, 'wrong-stage', { subStage: '5.1' }],
    [{ accountId: 'A1' }, 'wrong-record', { accountId: 'A1-0' }],
  ])('%j is %s', (set, kind, wrong) => {
    expect(knownBad(fields(set), 'x:opportunity/d1:1')).toMatchObject({ kind, change: { set: wrong } });
  });

  it('claims what no evidence shows where it is words', () => {
    expect(kindOf(fields({ description: 'They want to go on' }))).toBe('unsupported-claim');
  });

  it('is none where nothing plain is in it', () => {
    expect(kindOf(fields({ nextStep: { sealed: 1 } }))).toBeUndefined();
    expect(kindOf({ kind: 'fields-batch', type: 'account', fields: [], rows: [] })).toBeUndefined();
  });

  it('never has the digest of the right one, and is the same each time', () => {
    const right = fields({ subStage: '4.2', amount: 5 });
    const bad = knownBad(right, 'y:opportunity/d1:1')!;
    const digest = (change: Change) => proposalDigest({ action: 'y', subject: 'opportunity/d1', change });
    expect(digest(bad.change)).not.toBe(digest(right));
    expect(knownBad(right, 'y:opportunity/d1:1')).toEqual(bad);
  });

  it('is caught by an edit that sets it right, not by one that leaves it', () => {
    const [right, wrong] = [fields({ amount: 1200, nextStep: 'a' }), fields({ amount: 12000, nextStep: 'a' })];
    expect(stillWrong(fields({ amount: 1200, nextStep: 'a' }), wrong, right)).toBe(false);
    expect(stillWrong(fields({ amount: 12000, nextStep: 'b' }), wrong, right)).toBe(true);
  });

  it('is about one in twenty at a share of 5 %', () => {
    const n = Array.from({ length: 10_000 }, (_, i) => isCheck(`stage:opportunity/${i}:1`, 0.05)).filter(
      Boolean,
    ).length;
    expect(n).toBeGreaterThan(430);
    expect(n).toBeLessThan(570);
  });
});
