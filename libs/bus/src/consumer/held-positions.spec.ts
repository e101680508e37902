import { HeldPositions, heldFromTheStart } from './held-positions';

describe('positions held in memory', () => {
  it('add up to the events handled, whatever moves, begins and leaves', () => {
    const held = new HeldPositions();
    for (const lane of 'abc') held.add(lane, heldFromTheStart(9));
    held.move('a', 4);
    held.move('b', 2);
    held.move('a', 5);
    held.move('unknown', 100);
    expect([held.sum, held.get('a')?.position, held.get('c')?.position]).toEqual([7, 5, 0]);
    held.release('a');
    held.release('unknown');
    expect([held.sum, held.get('a')]).toEqual([2, undefined]);
  });

  it('give away a quarter when they are too many, those begun longest ago first', () => {
    const held = new HeldPositions(4);
    for (const lane of 'abcd') held.add(lane, heldFromTheStart(1));
    expect(held.surplus()).toEqual([]);
    held.add('e', heldFromTheStart(1));
    expect(held.surplus()).toEqual(['a']);
  });
});
