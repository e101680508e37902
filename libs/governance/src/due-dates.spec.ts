import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import { accountDueDates, dealDueDates, nextDue, type AccountTimes, type DealTimes, type DueDate } from './due-dates';
import { lifecyclesSchema, skippedSubStages } from './lifecycles';

const playbook = lifecyclesSchema.parse(
  parse(readFileSync(resolve(__dirname, '../../../playbooks/base/lifecycles.yaml'), 'utf8')),
);

const deal = (over: Partial<DealTimes> = {}): DealTimes => ({
  since: '2026-03-01T09:00:00.000Z',
  touchedAt: null,
  enteredAt: null,
  subStage: '4.1',
  expectedCloseDate: null,
  meetings: [],
  asked: [],
  ...over,
});
const account = (over: Partial<AccountTimes> = {}): AccountTimes => ({
  since: '2026-03-01T09:00:00.000Z',
  touchedAt: null,
  customer: true,
  contracts: [],
  asked: [],
  ...over,
});
const at = (dates: readonly DueDate[], what: string): string | undefined =>
  dates.find((d) => d.what === what)?.nominalTime;

describe('what a deal waits for', () => {
  it('is a silence since the last touch, and a stall since it entered its sub-stage', () => {
    const dates = dealDueDates(
      playbook,
      deal({ touchedAt: '2026-03-05T12:00:00.000Z', enteredAt: '2026-03-02T08:00:00.000Z' }),
    );
    expect(at(dates, 'silence')).toBe('2026-03-19T12:00:00.000Z');
    expect(at(dates, 'stall')).toBe('2026-04-01T08:00:00.000Z');
  });

  it('is a day before each meeting, and the morning after the expected close', () => {
    const meetings = [{ id: 'V-1', at: '2026-03-10T15:00:00.000Z' }];
    const dates = dealDueDates(playbook, deal({ meetings, expectedCloseDate: '2026-03-31' }));
    expect(at(dates, 'meeting:V-1')).toBe('2026-03-09T15:00:00.000Z');
    expect(at(dates, 'close-date')).toBe('2026-04-01T06:00:00.000Z');
  });

  it('counts a silence on from where it was asked about, until somebody touches the deal', () => {
    const asked = [{ what: 'silence', nominalTime: '2026-03-15T09:00:00.000Z' }];
    expect(at(dealDueDates(playbook, deal({ asked })), 'silence')).toBe('2026-03-29T09:00:00.000Z');
    const touched = deal({ asked, touchedAt: '2026-03-20T00:00:00.000Z' });
    expect(at(dealDueDates(playbook, touched), 'silence')).toBe('2026-04-03T00:00:00.000Z');
  });

  it('knows no stall in a sub-stage the playbook gives no days', () => {
    expect(at(dealDueDates(playbook, deal({ subStage: null })), 'stall')).toBeUndefined();
  });
});

describe('what an account waits for', () => {
  it('are the steps before each renewal of a contract that runs', () => {
    const contracts = [{ id: 'K-1', startDate: null, renewalDate: '2026-12-31' }];
    const dates = accountDueDates(playbook, account({ contracts }));
    expect(playbook.renewal.daysBefore.map((d) => at(dates, `renewal:K-1:${d}`))).toEqual([
      '2026-07-04T06:00:00.000Z',
      '2026-09-02T06:00:00.000Z',
      '2026-10-02T06:00:00.000Z',
      '2026-11-01T06:00:00.000Z',
      '2026-12-01T06:00:00.000Z',
    ]);
  });

  it('is each business review, counted from the beginning of the contract and to the end of a short month', () => {
    const contracts = [{ id: 'K-1', startDate: '2025-11-30', renewalDate: null }];
    const since = '2026-01-01T00:00:00.000Z';
    const first = at(accountDueDates(playbook, account({ since, contracts })), 'qbr:K-1');
    expect(first).toBe('2026-02-14T06:00:00.000Z');
    const asked = [{ what: 'qbr:K-1', nominalTime: first! }];
    expect(at(accountDueDates(playbook, account({ since, contracts, asked })), 'qbr:K-1')).toBe(
      '2026-05-16T06:00:00.000Z',
    );
  });

  it('is a rhythm that no touch puts off, and a silence that a touch does', () => {
    const before = accountDueDates(playbook, account());
    const touched = accountDueDates(playbook, account({ touchedAt: '2026-03-06T00:00:00.000Z' }));
    expect(at(touched, 'cadence')).toBe(at(before, 'cadence'));
    expect(at(touched, 'silence')).not.toBe(at(before, 'silence'));
    expect(at(accountDueDates(playbook, account({ customer: false })), 'cadence')).toBe('2026-03-31T06:00:00.000Z');
  });
});

describe('the next of it', () => {
  it('is the earliest that was not asked; what was due before the lifecycle began is not made up for', () => {
    const contracts = [{ id: 'K-1', startDate: null, renewalDate: '2026-05-01' }];
    const times = account({ contracts });
    const dates = accountDueDates(playbook, times).filter((d) => d.what.startsWith('renewal'));
    expect(nextDue(dates, times).due).toEqual({ what: 'renewal:K-1:60', nominalTime: '2026-03-02T06:00:00.000Z' });
  });

  it('forgets what nothing is due of any more', () => {
    const asked = [{ what: 'meeting:V-1', nominalTime: '2026-03-09T15:00:00.000Z' }];
    const times = deal({ asked });
    expect(nextDue(dealDueDates(playbook, times), times).asked).toEqual([]);
  });

  it('asks each occurrence once and in order, however a deal goes on', () => {
    const day = fc.integer({ min: 0, max: 200 });
    const date = (n: number) => new Date(Date.UTC(2026, 2, 1) + n * 86_400_000).toISOString();
    fc.assert(
      fc.property(fc.array(fc.record({ at: day, close: day }), { maxLength: 8 }), fc.array(day), (moves, meetings) => {
        const times = deal({ meetings: meetings.map((n, i) => ({ id: `V-${i}`, at: date(n) })) });
        let asked: DueDate[] = [];
        const seen: string[] = [];
        for (const move of moves.sort((a, b) => a.at - b.at)) {
          const now = { ...times, touchedAt: date(move.at), expectedCloseDate: date(move.close).slice(0, 10) };
          for (let n = 0; n < 20; n++) {
            const next = nextDue(dealDueDates(playbook, { ...now, asked }), { since: now.since, asked });
            asked = next.asked;
            if (next.due === null || next.due.nominalTime > date(move.at)) break;
            seen.push(`${next.due.what}@${next.due.nominalTime}`);
            asked = [...asked.filter((a) => a.what !== next.due!.what), next.due];
          }
        }
        return new Set(seen).size === seen.length;
      }),
    );
  });
});

describe('a move forward', () => {
  it('skips what lies between, a move back or a first look nothing', () => {
    expect(skippedSubStages('4.1', '5.1')).toEqual(['4.2', '4.3']);
    expect(skippedSubStages('4.1', '4.2')).toEqual([]);
    expect(skippedSubStages('5.1', '4.1')).toEqual([]);
    expect(skippedSubStages(null, '4.1')).toEqual([]);
  });
});
