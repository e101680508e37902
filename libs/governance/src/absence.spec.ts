import fc from 'fast-check';
import { absenceOn, absenceProblem, standIn, type Colleague, type Presence } from './absence';

const PEOPLE: [string, Colleague][] = [
  ['anna', { active: true, managerId: 'mara' }],
  ['ben', { active: true, managerId: 'max' }],
  ['mara', { active: true, managerId: 'vera' }],
  ['max', { active: true, managerId: 'vera' }],
  ['vera', { active: true, managerId: null }],
];
const people = new Map(PEOPLE);
const presence = (away: Record<string, string | null>): Presence => ({
  people,
  away: new Map(Object.entries(away).map(([id, delegateId]) => [id, { delegateId }])),
});

describe('who decides in somebody’s place', () => {
  it('is nobody else while they are there', () => expect(standIn('anna', presence({}))).toBe('anna'));
  it('is the delegate of who is away', () => expect(standIn('anna', presence({ anna: 'ben' }))).toBe('ben'));
  it('is the manager where no delegate was named', () =>
    expect(standIn('anna', presence({ anna: null }))).toBe('mara'));
  it('is the delegate’s manager where the delegate is away too, whomever they named', () =>
    expect(standIn('anna', presence({ anna: 'ben', ben: 'anna' }))).toBe('max'));
  it('is their own manager’s line where the delegate’s is away as well', () =>
    expect(standIn('anna', presence({ anna: 'ben', ben: null, max: null, vera: null }))).toBe('mara'));
  it('is not somebody who must not stand in', () =>
    expect(standIn('anna', presence({ anna: 'ben' }), new Set(['ben']))).toBe('max'));
  it('is the manager of who has left', () => {
    const left = new Map(people).set('anna', { active: false, managerId: 'mara' });
    expect(standIn('anna', { people: left, away: new Map([['anna', { delegateId: 'ben' }]]) })).toBe('mara');
  });
  it('is nobody when everybody up to the top is away', () =>
    expect(standIn('mara', presence({ mara: 'vera', vera: 'mara' }))).toBeNull());
});

it('comes to somebody who is there whenever there is one to come to, whatever circles people draw, over 10,000 teams', () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
  const id = fc.constantFrom(...ids, null);
  const team = fc.record({
    managers: fc.array(id, { minLength: 6, maxLength: 6 }),
    delegates: fc.array(id, { minLength: 6, maxLength: 6 }),
    away: fc.subarray(ids),
    left: fc.subarray(ids),
    not: fc.subarray(ids),
    of: fc.constantFrom(...ids),
  });
  const answers = { themselves: 0, somebody: 0, nobody: 0 };
  fc.assert(
    fc.property(team, ({ managers, delegates, away, left, not, of }) => {
      const all = new Map(ids.map((p, i) => [p, { active: !left.includes(p), managerId: managers[i]! }]));
      const gone = new Map(away.map((p) => [p, { delegateId: delegates[ids.indexOf(p)]! }]));
      const answer = standIn(of, { people: all, away: gone }, new Set(not));
      const here = (p: string): boolean => !left.includes(p) && !away.includes(p) && (p === of || !not.includes(p));
      // Everybody the question can go to, worked out step by step: up the line, and to a delegate and up theirs.
      const line = new Set([of]);
      const asDelegate = new Set<string>();
      for (let size = -1; size !== line.size + asDelegate.size;) {
        size = line.size + asDelegate.size;
        for (const p of [...line, ...asDelegate]) {
          const manager = managers[ids.indexOf(p)];
          if (manager) line.add(manager);
        }
        for (const p of line) {
          const delegate = away.includes(p) && !left.includes(p) ? delegates[ids.indexOf(p)] : null;
          if (delegate) asDelegate.add(delegate);
        }
      }
      const reached = [...line, ...asDelegate];
      if (answer === null) expect(reached.filter(here)).toEqual([]);
      else expect([reached.includes(answer), here(answer)]).toEqual([true, true]);
      answers[answer === null ? 'nobody' : answer === of ? 'themselves' : 'somebody'] += 1;
    }),
    { numRuns: 10_000, seed: 1 },
  );
  for (const n of Object.values(answers)) expect(n).toBeGreaterThan(500);
});

describe('an absence', () => {
  it('stands from its first to its last day', () => {
    const days = ['2026-07-05', '2026-07-06', '2026-07-10', '2026-07-11'];
    expect(days.map((day) => absenceOn(day, { from: '2026-07-06', until: '2026-07-10' }))).toEqual([
      ...['planned', 'standing', 'standing', 'over'],
    ]);
  });

  it.each([
    [{ personId: 'zoe' }, 'no person zoe'],
    [{ until: '2026-07-01' }, 'before it begins'],
    [{ from: '2026-05-01', until: '2026-05-02' }, 'is over'],
    [{ until: '2028-01-01' }, 'hand the accounts over'],
    [{ delegateId: 'anna' }, 'their own delegate'],
    [{ delegateId: 'zoe' }, 'no person zoe'],
  ])('is refused with what to do instead: %j', (over, message) => {
    const absence = { personId: 'anna', from: '2026-07-06', until: '2026-07-10', delegateId: 'ben', ...over };
    expect(absenceProblem(absence, '2026-06-01', people)).toContain(message);
  });
});
