import { CrmUnavailable, type HostedKind } from '@salesagent/crm';
import { meddiccField, parseCrmMapping, type MappingFile } from '@salesagent/crm/mapping';
import { connectedHubSpot, Faults, signedInHubSpot, startOrg, type HttpFault } from '@salesagent/crm/testing';
import { sha256Canonical } from '@salesagent/governance';
import { gatewayDatabase, TODAY, type GatewayDatabase } from '../../testing/gateway-database';
import { Proposals } from '../../testing/proposals';
import type { FieldsInCrm } from '../hosted-crm.module';
import { CrmFieldMaker, type FieldsPlan } from './crm-fields';

const mappingOf = (kind: HostedKind, object: string): MappingFile =>
  parseCrmMapping(`
crm: ${kind}
company: { currency: EUR, timeZone: UTC }
records: { opportunity: [{ object: ${object}, fields: { name: ${kind === 'hubspot' ? 'dealname' : 'Name'} } }] }
stages: { field: ${kind === 'hubspot' ? 'dealstage' : 'StageName'}, of: {} }
`);

interface Crm extends FieldsInCrm {
  forbid(): void;
  loseNextAnswer(): void;
  stop(): Promise<void>;
}

async function salesforce(): Promise<Crm> {
  const { server, connect, stop } = await startOrg();
  return {
    ...{ crm: connect(), mapping: mappingOf('salesforce', 'Opportunity'), stop },
    forbid: () => (server.rights.customizeApplication = false),
    loseNextAnswer: () => server.faults.next('dropped-after', (path) => path.endsWith('/CustomField')),
  };
}

async function hubspot(): Promise<Crm> {
  const [faults, signIn] = [new Faults<HttpFault>(), signedInHubSpot()];
  const { crm, stop } = await connectedHubSpot({ faults, server: { signIn } });
  return {
    ...{ crm, mapping: mappingOf('hubspot', 'deals'), stop },
    forbid: () => (signIn.scopes = ['crm.objects.deals.read']),
    loseNextAnswer: () => faults.next('dropped-after', (path) => path === '/crm/v3/properties/deals'),
  };
}

let gateway: GatewayDatabase;
let proposals: Proposals;
beforeAll(async () => {
  gateway = await gatewayDatabase();
  proposals = await Proposals.start(gateway, TODAY);
});
afterAll(() => gateway.drop());

let requests = 0;

describe.each([
  ['salesforce', salesforce],
  ['hubspot', hubspot],
] as const)('fields for MEDDICC in %s, made by a permit', (kind, start) => {
  let crm: Crm;
  let maker: CrmFieldMaker;
  let id: string;
  beforeEach(async () => {
    crm = await start();
    const permits = await proposals.verifier();
    maker = new CrmFieldMaker({ store: gateway.store, permits, clock: TODAY, ...crm });
    id = `request-${(requests += 1)}`;
  });
  afterEach(() => crm.stop());

  const plan: FieldsPlan = {
    ...{ crm: kind, object: kind === 'hubspot' ? 'deals' : 'Opportunity' },
    fields: [meddiccField(kind, 'champion'), meddiccField(kind, 'metrics')].map((f) => ({
      ...f,
      options: [...f.options],
    })),
  };
  const permit = (of: FieldsPlan = plan) => proposals.permit(`crm-fields:${id}`, sha256Canonical(of));
  const recorded = async () =>
    (await gateway.store.read(`crm-fields-${id}`)).map(({ type, actor, data }) => ({ type, actor, data }));
  const states = async () => (await maker.letters()).letters.map(({ state }) => state);

  it('are made once, recorded with who approved, and the lines for the mapping are told', async () => {
    const made = await maker.make(id, plan, await permit());
    expect(made.fields.map(({ outcome }) => outcome)).toEqual(['created', 'created']);
    expect(made.lines[0]).toMatch(/^meddicc\.champion: \{ field: \w+, values: \{ Nothing: 0, Assumed: 1/);
    const again = await maker.make(id, plan, await permit());
    expect(again.fields.map(({ outcome }) => outcome)).toEqual(['there', 'there']);
    expect((await recorded()).map(({ type }) => type)).toEqual([
      ...['CrmFieldsStarted', 'CrmFieldsMade', 'CrmFieldsStarted', 'CrmFieldsMade'],
    ]);
    expect((await recorded())[1]).toMatchObject({
      actor: 'person/U1',
      data: { requestId: id, digest: sha256Canonical(plan), fields: [{ outcome: 'created' }, { outcome: 'created' }] },
    });
    expect((await states()).filter((state) => state === 'made')).toHaveLength(2);
  });

  it('are not made without a permit for exactly these, fresh and not stopped', async () => {
    const other = { ...plan, fields: plan.fields.slice(1) };
    await expect(maker.make(id, plan, await permit(other))).rejects.toThrow('for another version of the change');
    await expect(
      maker.make(id, plan, await proposals.permit('crm-fields:other', sha256Canonical(plan))),
    ).rejects.toThrow('for another action');
    const old = proposals.permit(`crm-fields:${id}`, sha256Canonical(plan), { exp: TODAY.now().getTime() / 1000 - 1 });
    await expect(maker.make(id, plan, await old)).rejects.toThrow('expired');
    const { pool } = gateway.database;
    await pool.query(`insert into orchestrator.kill_epoch values ('all', 4, true)`);
    await expect(maker.make(id, plan, await permit())).rejects.toThrow('execution is stopped for all');
    await pool.query('delete from orchestrator.kill_epoch');
    const used = await permit();
    await maker.make(id, plan, used);
    await expect(maker.make(id, plan, used)).rejects.toThrow('used before');
  });

  it('are nothing else than fields of MEDDICC, whatever is signed', async () => {
    const [first] = plan.fields;
    for (const changed of [
      { ...plan, object: 'contacts' },
      { ...plan, fields: [{ ...first!, name: 'salary' }] },
      { ...plan, fields: [{ ...first!, options: ['Yes', 'No'] }] },
    ])
      await expect(maker.make(id, changed, await permit(changed))).rejects.toThrow('only the fields of MEDDICC');
    expect(await recorded()).toEqual([]);
  });

  it('are told with the remedy where the CRM refuses them', async () => {
    crm.forbid();
    const { fields, lines } = await maker.make(id, plan, await permit());
    expect(fields).toMatchObject([{ outcome: 'refused' }, { outcome: 'refused' }]);
    expect(fields[0]!.remedy).toMatch(/crm\.schemas\.deals\.write|"Customize Application"/);
    expect(lines).toEqual([]);
  });

  it('are told with a remedy for whoever only looks, where the CRM is away', async () => {
    jest.spyOn(crm.crm, 'describe').mockRejectedValue(new CrmUnavailable('It is away', 1000, false));
    await expect(maker.letters()).rejects.toMatchObject({ remedy: 'Ask again in a while.', forbidden: false });
  });

  it('are recorded as refused whatever went wrong', async () => {
    jest.spyOn(crm.crm, 'createFields').mockRejectedValue(new TypeError('of a person'));
    await expect(maker.make(id, plan, await permit())).rejects.toThrow(TypeError);
    expect(await recorded()).toMatchObject([
      { type: 'CrmFieldsStarted' },
      { type: 'CrmFieldsRefused', data: { why: 'it failed (TypeError); some may be made' } },
    ]);
  });

  it('are found when they are asked for again after an answer was lost', async () => {
    crm.loseNextAnswer();
    await expect(maker.make(id, plan, await permit())).rejects.toMatchObject({
      name: 'FieldsNotMade',
      forbidden: false,
    });
    const { fields } = await maker.make(id, plan, await permit());
    expect(fields.map(({ outcome }) => outcome)).toEqual(['there', 'created']);
    expect((await recorded()).map(({ type }) => type)).toEqual([
      ...['CrmFieldsStarted', 'CrmFieldsRefused', 'CrmFieldsStarted', 'CrmFieldsMade'],
    ]);
  });
});
