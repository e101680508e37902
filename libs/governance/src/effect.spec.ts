import { effectProblem } from './effect';

const fill = (before: unknown, after: unknown) =>
  effectProblem({
    ...{ action: 'meddicc-extraction', agent: 'qualification', effect: 'log', subject: 'opportunity/D1' },
    change: {
      kind: 'fields',
      record: { type: 'opportunity', id: 'D1' },
      expect: before === undefined ? {} : { meddicc: before },
      set: { meddicc: after, agentMeddiccEvidence: 'said' },
    },
  });

describe('what a log may change', () => {
  it.each([
    ['nothing was there', null, { champion: 1 }],
    ['entries come beside others', { metrics: 2 }, { metrics: 2, champion: 1 }],
    ['an entry said that there is nothing', { champion: 0 }, { champion: 2 }],
  ])('where %s', (_, before, after) => {
    expect(fill(before, after)).toBeNull();
  });

  it.each([
    ['an entry changes', { champion: 1 }, { champion: 2 }],
    ['an entry goes', { champion: 1, metrics: 2 }, { metrics: 2 }],
    ['what was seen is not said', undefined, { champion: 1 }],
    ['all of it goes', { champion: 1 }, null],
  ])('not where %s', (_, before, after) => {
    expect(fill(before, after)).toBe('“meddicc” holds a value: it is changed by an overwrite only, not by log');
  });

  it('not in many records at once, of which it says nothing that it saw', () => {
    const batch = (set: Record<string, unknown>) =>
      effectProblem({
        ...{ action: 'meddicc-extraction', agent: 'qualification', effect: 'log', subject: 'opportunity/D1' },
        change: { kind: 'fields-batch', type: 'opportunity', fields: Object.keys(set), rows: [{ id: 'D2', set }] },
      });
    const problem = 'many records at once are changed by an insight only, not by log';
    expect(batch({ meddicc: { champion: 3 } })).toBe(problem);
    expect(batch({ agentMeddiccEvidence: 'said' })).toBe(problem);
  });
});
