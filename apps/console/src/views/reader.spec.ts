import type { Principal } from '@salesagent/auth';
import { Directory, type Person } from './directory';
import { cannotDecide, type Decidable } from './reader';

const person = (id: string, managerId: string | null): [string, Person] => [
  id,
  { id, name: id.toUpperCase(), role: null, managerId, region: null, active: true, email: null },
];
const directory = new Directory(
  new Map([person('anna', 'mara'), person('mara', null), person('ben', 'mara')]),
  new Map(),
);
const as = (personId: string | null, roles: Principal['roles'] = ['rep'], sub = personId ?? 'vera') => ({
  directory,
  principal: { sub, personId, roles, teamIds: [] } as unknown as Principal,
});
const question = (over: Partial<Decidable> = {}): Decidable => ({
  ...{ state: 'awaiting', ownerId: 'anna', approver: { role: 'owner', personId: 'anna' } },
  ...{ alsoAsked: null, firstBy: null },
  ...over,
});
const vp = as(null, ['operations_vp']);

describe('what a page offers to decide', () => {
  it('is not what the reader approved as the first of two', () => {
    const second = question({ firstBy: 'mara', approver: { role: 'operations_vp', personId: null } });
    expect(cannotDecide(as('mara'), second)).toContain('a second person is asked');
    expect(cannotDecide(vp, second)).toBeNull();
    expect(cannotDecide(vp, { ...second, firstBy: 'vera' })).toContain('a second person is asked');
    expect(cannotDecide(as('anna'), second)).toBe('It is for operations to decide.');
  });

  it('is what the reader was asked before it escalated, and what they are asked now', () => {
    const escalated = question({
      approver: { role: 'manager', personId: 'mara' },
      alsoAsked: { role: 'owner', personId: 'anna' },
    });
    for (const id of ['anna', 'mara']) expect(cannotDecide(as(id), escalated)).toBeNull();
    expect(cannotDecide(as('ben'), escalated)).toBe('It is for ANNA or their manager to decide.');
  });

  it('is for operations what falls to them: no manager is known, or nobody of the role is there', () => {
    const money = question({ approver: { role: 'manager', personId: 'mara' } });
    expect(cannotDecide(vp, money)).toBe('It is for MARA to decide.');
    // Mara is away and the owner is no stand-in of their own manager: the gate asks the role and nobody by name.
    expect(cannotDecide(vp, { ...money, approver: { role: 'manager', personId: null } })).toBeNull();
    expect(cannotDecide(vp, { ...money, ownerId: 'mara', approver: { role: 'manager', personId: null } })).toBeNull();
    for (const id of ['anna', 'ben'])
      expect(cannotDecide(as(id), { ...money, approver: { role: 'manager', personId: null } })).toBe(
        'It is for MARA to decide.',
      );
  });

  it('is what the reader stands in for', () => {
    expect(cannotDecide(as('ben'), question())).not.toBeNull();
    expect(cannotDecide(as('ben'), question({ approver: { role: 'owner', personId: 'ben' } }))).toBeNull();
  });
});
