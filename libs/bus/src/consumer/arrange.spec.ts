import { aStageMove } from '../../testing/an-integration-event';
import { arrange, type LaneState } from './arrange';
import { laneOf, type Incoming } from './incoming';

const incoming = (key: string, sequence: number, problem: string | null = null): Incoming => ({
  event: aStageMove(key, sequence),
  received: aStageMove(key, sequence),
  lane: laneOf('gateway', key),
  wanted: true,
  problem,
});
const at = (key: string, position: number, parked: number[] = [], failed = false): [string, LaneState] => [
  laneOf('gateway', key),
  { position, parked: new Set(parked), failed },
];
const sequences = (list: Incoming[]): string[] => list.map((i) => `${i.event.key}@${i.event.sequence}`);

describe('putting a batch in order', () => {
  it('accepts what is next, event after event, key by key', () => {
    const result = arrange([incoming('a', 3), incoming('b', 1), incoming('a', 4)], new Map([at('a', 2)]));
    expect(sequences(result.accepted)).toEqual(['a@3', 'b@1', 'a@4']);
    expect(result.moves).toEqual(
      new Map([
        [laneOf('gateway', 'a'), { from: 2, to: 4 }],
        [laneOf('gateway', 'b'), { from: 0, to: 1 }],
      ]),
    );
  });

  it('drops what was handled, what is parked and what comes twice', () => {
    const batch = [
      incoming('a', 1),
      incoming('a', 2),
      incoming('a', 2),
      incoming('b', 5),
      incoming('c', 4),
      incoming('c', 4),
    ];
    const result = arrange(batch, new Map([at('a', 1), at('b', 3, [5])]));
    expect(sequences(result.accepted)).toEqual(['a@2']);
    expect(sequences(result.waiting)).toEqual(['c@4']);
    expect(result.duplicates).toBe(4);
  });

  it('lets everything behind a gap wait', () => {
    const result = arrange([incoming('a', 1), incoming('a', 3), incoming('a', 4)], new Map());
    expect(sequences(result.accepted)).toEqual(['a@1']);
    expect(sequences(result.waiting)).toEqual(['a@3', 'a@4']);
  });

  it('parks an unsound event when its turn comes, and lets its key wait behind it', () => {
    const result = arrange([incoming('a', 1), incoming('a', 2, 'odd'), incoming('a', 3), incoming('b', 1)], new Map());
    expect(sequences(result.accepted)).toEqual(['a@1', 'b@1']);
    expect(sequences(result.failing)).toEqual(['a@2']);
    expect(sequences(result.waiting)).toEqual(['a@3']);
  });

  it('accepts nothing of a key of which an event failed before', () => {
    const result = arrange([incoming('a', 3)], new Map([at('a', 1, [2], true)]));
    expect(sequences(result.waiting)).toEqual(['a@3']);
  });

  it('lets a follower wait for the consumer that it follows', () => {
    const [lane, state] = at('a', 1);
    const result = arrange([incoming('a', 2), incoming('a', 3, 'odd')], new Map([[lane, { ...state, until: 2 }]]));
    expect(sequences(result.accepted)).toEqual(['a@2']);
    expect(sequences(result.waiting)).toEqual(['a@3']);
    expect(result.failing).toEqual([]);
  });

  it('accepts the missing event of a key that only waits for it', () => {
    const result = arrange([incoming('a', 2)], new Map([at('a', 1, [3, 4])]));
    expect(sequences(result.accepted)).toEqual(['a@2']);
  });
});
