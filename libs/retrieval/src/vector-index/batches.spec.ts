import { batchesOf } from './batches';

describe('lots of one request', () => {
  const lots = (entries: string[], count: number, bytes: number) => [...batchesOf(entries, { count, bytes })];

  it('are cut by number and by size, in order, and none is empty', () => {
    expect(lots(['a', 'b', 'c'], 2, 100)).toEqual([['a', 'b'], ['c']]);
    // Of each entry its JSON and a comma: four bytes here.
    expect(lots(['a', 'b', 'c'], 9, 8)).toEqual([['a', 'b'], ['c']]);
    expect(lots(['ü', 'b'], 9, 8)).toEqual([['ü'], ['b']]);
    expect(lots([], 2, 8)).toEqual([]);
  });

  it('hold one that is too large alone', () => {
    expect(lots(['a', 'much too large', 'b'], 9, 8)).toEqual([['a'], ['much too large'], ['b']]);
  });
});
