import type { LaneState } from './arrange';
import { KnownPositions } from './known-positions';

const at = (lane: string, position: number): [string, LaneState] => [
  lane,
  { position, parked: new Set<number>(), failed: false },
];

describe('the positions a process knows', () => {
  it('are those a transaction read, and where it moved them', () => {
    const known = new KnownPositions();
    known.tell(new Map([at('a', 3), at('b', 7)]), new Map([['a', { to: 5 }]]));
    expect([known.get('a'), known.get('b'), known.get('c')]).toEqual([5, 7, undefined]);
  });

  it('are as many as allowed, without those known longest', () => {
    const known = new KnownPositions(2);
    known.tell(new Map(), new Map([...'abc'].map((lane, n) => [lane, { to: n + 1 }])));
    expect([known.get('a'), known.get('b'), known.get('c')]).toEqual([undefined, 2, 3]);
  });

  it('are forgotten one by one or all together', () => {
    const known = new KnownPositions();
    known.tell(new Map([at('a', 1), at('b', 2), at('c', 3)]), new Map());
    known.forget('a');
    expect([known.get('a'), known.get('b')]).toEqual([undefined, 2]);
    known.forgetAll();
    expect([known.get('b'), known.get('c')]).toEqual([undefined, undefined]);
  });
});
