import { Turns } from './turns';

it('gives one person no more turns than theirs, and all no more than there are', () => {
  const turns = new Turns({ all: 3, person: 2 });
  const first = turns.take('anna');
  turns.take('anna');
  expect(turns.take('anna')).toBeNull();
  expect(turns.take('ben')).not.toBeNull();
  expect(turns.take('vera')).toBeNull();
  first?.();
  first?.();
  expect(turns.take('vera')).not.toBeNull();
  expect(turns.take('anna')).toBeNull();
});
