import type { Rung } from '../client/generated';
import { changedText, rungsText, rungText, shadowText } from './ladder-text';

const climbing: Rung = {
  ...{ action: 'stage-progression', agent: 'qualification', effect: 'stage', tier: 'T3', ceiling: 'M' },
  ...{ stands: 'climbing', words: 'works with people and may earn to run alone' },
  evidence: {
    ...{ since: null, decisions: 12, decisionsNeeded: 50, acceptedUnedited: 11, approvers: 1, approversNeeded: 2 },
    ...{ weeks: 1, weeksNeeded: 4, knownBadCaught: 1, knownBadMissed: 0, knownBadNeeded: 3 },
    uncounted: { notByPerson: 0, unopened: 4, overDaily: 7 },
  },
  ...{ bound: 0.6461, bar: 0.9, lacks: ['12 of 50 decisions made with the evidence open'], restsUntil: null },
  ...{ signed: null, demoted: null, alone: { executed: 0, undone: 0, undoneAtMost: 0.03 } },
  ...{ shadow: { wouldRunAlone: 20, agreed: 18 }, inShadow: null },
  lift: { measured: false, acted: { hits: 0, n: 0 }, leftAlone: { hits: 0, n: 0 }, why: 'not measurable yet' },
};
const fixed: Rung = {
  ...climbing,
  ...{ action: 'proposal-draft', effect: 'terms', ceiling: 'A', stands: 'people', evidence: null, bound: null },
  ...{ bar: null, lacks: [], lift: null, words: 'needs a person’s approval each time' },
};

describe('the ladder in the terminal', () => {
  it('lists what can be earned, and all on demand', () => {
    const short = rungsText([climbing, fixed], false);
    expect(short).toMatch(/stage-progression +T3 +stage +climbing +12\/50 +0\.646 > 0\.9 +1\/3 +12 of 50/);
    expect(short).toContain('1 more can never be earned; --all shows them.');
    expect(rungsText([climbing, fixed], true)).toMatch(/proposal-draft.*needs a person’s approval each time/);
  });

  it('shows what speaks for an action and what it lacks', () => {
    const text = rungText(climbing);
    expect(text).toMatch(/^stage-progression on T3 \(stage, ceiling M\) works with people and may earn to run alone\./);
    expect(text).toMatch(/Not counted +4 without the evidence open, 7 beyond a day’s, 0 by no person/);
    expect(text).toMatch(/Would have agreed +90\.0 % of 20/);
    expect(text).toMatch(/Lacks\n {2}12 of 50 decisions/);
  });

  it('says what a signature and a demotion did', () => {
    expect(changedText({ ...climbing, stands: 'alone' })).toBe('Signed: stage-progression runs alone on T3.');
    expect(changedText({ ...climbing, restsUntil: '2026-05-04T00:00:00.000Z' })).toMatch(/before 2026-05-04/);
  });

  it('says what is in shadow, also of what can never be earned', () => {
    const inShadow = { since: '2026-11-26T09:00:00.000Z', by: 'vera', reason: 'a new template' };
    expect(rungsText([{ ...fixed, inShadow }], false)).toMatch(/proposal-draft.*in-shadow/);
    expect(rungText({ ...fixed, inShadow })).toMatch(/In shadow +since .*by vera: a new template/);
    expect(shadowText([{ ...fixed, inShadow }, climbing])).toBe(
      'proposal-draft on T3 is in shadow: it prepares, and nobody is asked.\n' +
        'stage-progression on T3 works with people and may earn to run alone.',
    );
  });
});
