import { differences } from './difference';
import type { CaseResult, Run } from './result';

const one = (id: string, score: number, answeredBy = 'template'): CaseResult => ({
  ...{ id, title: id, answeredBy, score, pass: score === 1, because: score === 1 ? null : 'it was wrong' },
  ...{ latencyMs: 1, tokens: 0, usd: null },
});
const run = (cases: CaseResult[], more: { hash?: string; playbook?: string; set?: string } = {}): Run => ({
  ...{ at: '2026-01-02T00:00:00.000Z', playbook: more.playbook ?? 'p1' },
  kinds: [
    {
      ...{ kind: 'drafting', set: more.set ?? 'messages@1', hash: more.hash ?? 'h1', pass: true },
      ...{ measures: {}, demands: [], cases },
    },
  ],
});

describe('a run beside the last one', () => {
  it('tells what is better, worse, new and gone', () => {
    const last = run([one('a', 0), one('b', 1), one('c', 1), one('d', 0.5)]);
    const [difference] = differences(run([one('a', 1), one('b', 0), one('d', 0.5), one('e', 1)]), last);
    const told = (['better', 'worse', 'new', 'gone'] as const).map((name) => [
      name,
      difference![name].map(({ id, before, now, because }) => [id, before, now, because]),
    ]);
    expect(Object.fromEntries(told)).toEqual({
      better: [['a', 0, 1, null]],
      worse: [['b', 1, 0, 'it was wrong']],
      new: [['e', null, 1, null]],
      gone: [['c', 1, null, null]],
    });
    expect(difference).toMatchObject({ since: last.at, changed: [] });
  });

  it('compares each writer with itself', () => {
    const last = run([one('a', 1), one('a', 0, 'scripted (stand-in)')]);
    const [difference] = differences(run([one('a', 1), one('a', 1, 'scripted (stand-in)')]), last);
    expect(difference!.better.map(({ answeredBy }) => answeredBy)).toEqual(['scripted (stand-in)']);
    expect(difference!.worse).toEqual([]);
  });

  it('says that cases or the playbook were changed meanwhile', () => {
    const last = run([one('a', 1)]);
    const [difference] = differences(run([one('a', 0)], { hash: 'h2', playbook: 'p2', set: 'messages@2' }), last);
    expect(difference).toMatchObject({ changed: ['cases', 'playbook'], worse: [{ id: 'a' }] });
  });

  it('has nothing to compare the first run and other cases with', () => {
    const now = run([one('a', 1)]);
    expect(differences(now, null)).toMatchObject([{ since: null, new: [], gone: [] }]);
    expect(differences(now, run([one('a', 0)], { set: 'others@1' }))).toMatchObject([{ since: null, better: [] }]);
  });
});
