import { OWN_CLAIMS, parseRoleNames, principalOf } from './claims';

describe('who a token is for, by the shapes that issuers document', () => {
  it('our own provider: roles and person_id', () => {
    const payload = { sub: 'p7', name: 'Ada', roles: ['rep', 'dancer'], person_id: 'P7' };
    expect(principalOf(payload, OWN_CLAIMS)).toEqual({
      sub: 'p7',
      name: 'Ada',
      roles: ['rep'],
      personId: 'P7',
      teamIds: [],
    });
  });

  it('Keycloak: realm roles inside realm_access, an attribute mapped to a claim', () => {
    const payload = {
      sub: 'f3',
      preferred_username: 'ada',
      realm_access: { roles: ['offline_access', 'sales-rep', 'sales-manager'] },
      crm_person: 'P7',
    };
    const names = {
      roles: 'realm_access.roles',
      roleNames: parseRoleNames('sales-rep=rep, sales-manager=manager'),
      person: 'crm_person',
    };
    expect(principalOf(payload, names)).toMatchObject({ name: 'ada', roles: ['rep', 'manager'], personId: 'P7' });
  });

  it('Keycloak: roles of a client whose id has a dot cannot be reached by a path, so nobody gains a role by it', () => {
    const payload = { sub: 'x', resource_access: { 'sales.agent': { roles: ['rep'] } } };
    expect(principalOf(payload, { ...OWN_CLAIMS, roles: 'resource_access.sales.agent.roles' }).roles).toEqual([]);
  });

  it('Entra ID: app roles by their value, groups by their object id', () => {
    const app = { sub: 's', name: 'Mo', oid: 'o', roles: ['Sales.Manager'] };
    const byRole = { roles: 'roles', roleNames: parseRoleNames('Sales.Manager=manager'), person: 'employee_id' };
    expect(principalOf(app, byRole)).toMatchObject({ roles: ['manager'], personId: null });
    const groups = { sub: 's', groups: ['5f4bcd5c-0000-4000-8000-000000000001', 'unknown'] };
    const byGroup = {
      roles: 'groups',
      roleNames: parseRoleNames('5f4bcd5c-0000-4000-8000-000000000001=auditor'),
      person: 'employee_id',
    };
    expect(principalOf(groups, byGroup).roles).toEqual(['auditor']);
  });

  it('Okta: a groups claim; Auth0: a name that is an address', () => {
    const okta = { sub: 'o', groups: ['Everyone', 'Sales Ops'] };
    expect(
      principalOf(okta, { roles: 'groups', roleNames: parseRoleNames('Sales Ops=operations_vp'), person: 'p' }).roles,
    ).toEqual(['operations_vp']);
    const auth0 = { sub: 'a', 'https://firm.example/roles': ['admin'], 'https://firm.example/person': 12 };
    const names = { roles: 'https://firm.example/roles', roleNames: null, person: 'https://firm.example/person' };
    expect(principalOf(auth0, names)).toMatchObject({ roles: ['admin'], personId: '12' });
  });

  it('with names given, a role called as ours is nobody’s', () => {
    const payload = { sub: 'x', roles: ['admin', 'Admins'] };
    expect(principalOf(payload, { ...OWN_CLAIMS, roleNames: parseRoleNames('Admins=auditor') }).roles).toEqual([
      'auditor',
    ]);
  });

  it.each([
    {},
    { roles: null },
    { roles: { admin: true } },
    { roles: [1, { role: 'admin' }] },
    { roles: 'administrator' },
  ])('no role comes of %j', (claims) => expect(principalOf({ sub: 'x', ...claims }, OWN_CLAIMS).roles).toEqual([]));

  it('a role through the prototype is no role', () => {
    const names = { ...OWN_CLAIMS, roles: 'constructor.name' };
    expect(principalOf({ sub: 'x' }, names).roles).toEqual([]);
  });

  it.each([
    ['Sales Ops', '"Sales Ops" is not NAME=ROLE'],
    ['Sales Ops=boss', '"Sales Ops=boss" is not NAME=ROLE with one of the roles operations_vp, manager'],
    ['=rep', '"=rep" is not NAME=ROLE'],
    ['a=rep,', '"" is not NAME=ROLE'],
  ])('says what is wrong with %s', (written, problem) => expect(() => parseRoleNames(written)).toThrow(problem));
});
