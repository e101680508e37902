import { aPrincipal } from '../testing';
import { abilityFor } from './ability';
import { ROLES, type Role } from './principal';
import { mayReadOwner, rowVisibility } from './row-visibility';
import { teamOf, visibleOwnerIds } from './team';

const rep = aPrincipal({ roles: ['rep'], personId: 'ada' });
const manager = aPrincipal({ roles: ['manager'], personId: 'mo', teamIds: ['ada', 'bo'] });

describe('which rows a person sees', () => {
  it('operations sees all', () => {
    expect(rowVisibility(aPrincipal(), { ownerColumn: 'owner_id' })).toEqual({ sql: 'true', params: [] });
  });

  it('a rep sees their own', () => {
    expect(rowVisibility(rep, { ownerColumn: 'o.owner_id' })).toEqual({
      sql: 'o.owner_id = any($1::text[])',
      params: [['ada']],
    });
  });

  it("a manager sees their own and their team's, numbered after the query's other parameters", () => {
    expect(rowVisibility(manager, { ownerColumn: 'owner_id', firstParameter: 3 })).toEqual({
      sql: 'owner_id = any($3::text[])',
      params: [['mo', 'ada', 'bo']],
    });
  });

  it('a rep sees nothing of a team, even if one were filled in', () => {
    expect(rowVisibility({ ...rep, teamIds: ['bo'] }, { ownerColumn: 'owner_id' }).params).toEqual([['ada']]);
  });

  it('somebody who is nobody in the CRM sees nothing', () => {
    expect(rowVisibility(aPrincipal({ roles: ['rep'] }), { ownerColumn: 'owner_id' }).sql).toBe('false');
    expect(rowVisibility(aPrincipal({ roles: [] }), { ownerColumn: 'owner_id' }).sql).toBe('false');
  });

  it('rows without an owner are for those who see everything', () => {
    expect(mayReadOwner(rep, null)).toBe(false);
    expect(mayReadOwner(manager, 'bo')).toBe(true);
    expect(mayReadOwner(aPrincipal({ roles: ['auditor'] }), null)).toBe(true);
  });
});

describe('a team', () => {
  const people = [
    { id: 'vp', managerId: null },
    { id: 'mo', managerId: 'vp' },
    { id: 'ada', managerId: 'mo' },
    { id: 'bo', managerId: 'mo' },
  ];

  it('is everybody who reports to a person, through others too', () => {
    expect(teamOf('vp', people)).toEqual(['ada', 'bo', 'mo']);
    expect(visibleOwnerIds(manager, people)).toEqual(['mo', 'ada', 'bo']);
    expect(visibleOwnerIds(rep, people)).toEqual(['ada']);
  });

  it('ends although the data go round in a circle', () => {
    expect(
      teamOf('a', [
        { id: 'a', managerId: 'b' },
        { id: 'b', managerId: 'a' },
      ]),
    ).toEqual(['b']);
  });
});

describe('what a role may do', () => {
  it('decisions are for people who sell, not for admins and auditors', () => {
    expect(abilityFor(rep).can('decide', 'Approval')).toBe(true);
    for (const role of ['admin', 'auditor', 'service'] as const) {
      expect(abilityFor(aPrincipal({ roles: [role] })).can('decide', 'Approval')).toBe(false);
    }
  });

  it('only operations signs the first tiering, and only operations and admins stop agents', () => {
    expect(abilityFor(aPrincipal()).can('sign', 'Tiering')).toBe(true);
    expect(abilityFor(manager).can('sign', 'Tiering')).toBe(false);
    expect(abilityFor(aPrincipal({ roles: ['admin'] })).can('stop', 'KillSwitch')).toBe(true);
    expect(abilityFor(rep).can('stop', 'KillSwitch')).toBe(false);
    const may = (role: Role, verb: 'read' | 'continue') => abilityFor(aPrincipal({ roles: [role] })).can(verb, 'Audit');
    expect(ROLES.filter((role) => may(role, 'read'))).toEqual(['operations_vp', 'admin', 'auditor']);
    expect(ROLES.filter((role) => may(role, 'continue'))).toEqual(['operations_vp', 'admin']);
  });

  it('what models cost is for operations and admins, and of their own deals for people who sell', () => {
    const may = (subject: 'DealCost' | 'CompanyCost') =>
      ROLES.filter((role) => abilityFor(aPrincipal({ roles: [role] })).can('read', subject));
    expect(may('CompanyCost')).toEqual(['operations_vp', 'admin']);
    expect(may('DealCost')).toEqual(['operations_vp', 'manager', 'rep', 'admin']);
  });

  it('nobody without a role may do anything', () => {
    expect(abilityFor(aPrincipal({ roles: [] })).can('read', 'Record')).toBe(false);
  });
});
