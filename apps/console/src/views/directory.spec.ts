import { Directory, type Person } from './directory';

const person = (id: string, managerId: string | null, active: boolean | null): [string, Person] => [
  id,
  { id, name: id.toUpperCase(), role: 'rep', managerId, region: null, active, email: null },
];

describe('whose a proposal is', () => {
  const directory = new Directory(
    new Map([
      person('anna', 'mara', false),
      person('mara', 'vera', false),
      person('vera', null, true),
      person('ben', null, null),
      person('gone', 'round', false),
      person('round', 'gone', false),
    ]),
    new Map(),
  );

  it('is not shown as of somebody who has left, but of who is above them', () => {
    expect(directory.personHere('anna')).toEqual({ id: 'vera', name: 'VERA' });
    expect(directory.personHere('ben')).toEqual({ id: 'ben', name: 'BEN' });
  });

  it('is nobody’s where nobody is left, and of who is named where the CRM does not know them', () => {
    expect(directory.personHere('gone')).toBeNull();
    expect(directory.personHere('P-9')).toEqual({ id: 'P-9', name: null });
    expect(directory.personHere(null)).toBeNull();
  });
});
