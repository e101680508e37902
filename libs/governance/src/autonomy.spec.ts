import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { missingForAutonomy, undoneTooOften } from './autonomy';
import { evidenceOf, type KnownBadAnswer, type LadderDecision } from './autonomy-evidence';
import { policySchema } from './policy';

const { autonomy: rules } = policySchema.parse(
  parse(readFileSync(resolve(__dirname, '../../../playbooks/base/policy.yaml'), 'utf8')),
);
const START = Date.UTC(2026, 2, 2, 9);
const DAY = 86_400_000;

const decision = (n: number, over: Partial<LadderDecision> = {}): LadderDecision => ({
  actionId: `a${n}`,
  by: n % 2 === 0 ? 'anna' : 'ben',
  isPerson: true,
  at: new Date(START + n * 0.6 * DAY),
  evidenceOpened: true,
  outcome: 'accepted',
  undone: false,
  ...over,
});
const fifty = Array.from({ length: 50 }, (_, n) => decision(n));
const caught: KnownBadAnswer[] = [1, 9, 20].map((day) => ({ at: new Date(START + day * DAY), caught: true }));
const lacks = (decisions: LadderDecision[], checks = caught, effect: 'log' | 'stage' | 'message' = 'log'): string[] =>
  missingForAutonomy(evidenceOf(decisions, checks, rules, null), effect, rules);

describe('what speaks for autonomy', () => {
  it('is 50 of 50 by two people in four weeks with every known-bad caught: enough for log, too little for message', () => {
    expect(lacks(fifty)).toEqual([]);
    expect(lacks(fifty, caught, 'stage')).toEqual([]);
    expect(lacks(fifty, caught, 'message')).toEqual([
      'accepted unedited 50 of 50: lower bound 0.929, must be above 0.95',
    ]);
  });

  it('is said with its numbers where something lacks', () => {
    const early = fifty.slice(0, 12).map((d) => ({ ...d, by: 'anna' }));
    expect(lacks(early, [])).toEqual([
      '12 of 50 decisions made with the evidence open',
      '1 of 2 approvers',
      '0 of 4 weeks from the first to the last decision',
      '0 of 3 known-bad proposals caught',
      'the share accepted unedited must be above 0.8 (shown once 2 people have decided)',
    ]);
    expect(lacks(fifty.slice(0, 12), []).at(-1)).toBe(
      'accepted unedited 12 of 12: lower bound 0.758, must be above 0.8',
    );
    const missed = [...caught, { at: new Date(START), caught: false }];
    expect(lacks(fifty, missed)).toEqual(['1 known-bad proposal approved']);
  });

  it('is nothing where the evidence was not opened, or no person decided', () => {
    const e = evidenceOf(
      [decision(1, { evidenceOpened: false }), decision(2, { isPerson: false }), decision(3)],
      [],
      rules,
      null,
    );
    expect(e).toMatchObject({ decisions: 1, uncounted: { notByPerson: 1, unopened: 1, overDaily: 0 } });
  });

  it('does not count what was edited, rejected or undone later as accepted', () => {
    const e = evidenceOf(
      [decision(1, { outcome: 'edited' }), decision(2, { outcome: 'rejected' }), decision(3, { undone: true })],
      [],
      rules,
      null,
    );
    expect(e).toMatchObject({ decisions: 3, acceptedUnedited: 0 });
  });

  it('counts of a flood five a day and person, whichever those are', () => {
    const flood = Array.from({ length: 1_000 }, (_, n) => decision(n, { at: new Date(START + n * 1_000) }));
    const e = evidenceOf(flood, caught, rules, null);
    expect(e).toMatchObject({ decisions: 10, approvers: 2, mostOfOne: 5, weeks: 0, uncounted: { overDaily: 990 } });
    // The other way round in time: the same are counted, as their ids draw them.
    const ids = flood.map((d) => d.actionId).reverse();
    const turned = flood.map((d, n) => ({ ...d, actionId: ids[n]!, by: d.by === 'anna' ? 'ben' : 'anna' }));
    expect(evidenceOf(turned, caught, rules, null).decisions).toBe(10);
  });

  it('lets no one approver carry it', () => {
    const mostly = fifty.map((d, n) => ({ ...d, by: n % 10 === 0 ? 'ben' : 'anna' }));
    expect(lacks(mostly)).toEqual(['45 decisions are one approver’s; at most 30 (60 %) may be']);
  });

  it('begins anew after an instant', () => {
    const e = evidenceOf(fifty, caught, rules, new Date(START + 18 * DAY));
    expect(e).toMatchObject({ decisions: 19, checks: { caught: 1, missed: 0 } });
  });

  it('is undone too often beyond the policy’s share of what ran', () => {
    expect(undoneTooOften({ executed: 100, undone: 3 }, 0.03)).toBe(false);
    expect(undoneTooOften({ executed: 100, undone: 4 }, 0.03)).toBe(true);
    expect(undoneTooOften({ executed: 0, undone: 0 }, 0.03)).toBe(false);
    expect(undoneTooOften({ executed: 5, undone: 1 }, 0.03)).toBe(true);
  });
});
