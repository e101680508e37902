import { MEDDICC_LETTERS } from '@salesagent/canon/sales';
import {
  connectedHubSpot,
  Faults,
  signedInHubSpot,
  startOrg,
  type ConnectedHubSpot,
  type HttpFault,
  type RunningOrg,
} from '../../testing';
import type { HubSpotConnection } from '../hubspot/connection';
import { createFields } from '../hubspot/custom-fields';
import { Refusal } from '../hubspot/failures';
import { discover } from '../mapping/discover/discover';
import { letterStates, mappingLines, meddiccField } from '../mapping/meddicc-fields';
import { HostedMapping } from '../mapping/hosted-mapping';
import { parseCrmMapping } from '../mapping/parse';
import type { FieldMaking } from './custom-fields';
import type { DiscoverableCrm } from './discoverable';
import type { HostedKind, ObjectDescription } from './port';

interface World {
  kind: HostedKind;
  object: string;
  crm: DiscoverableCrm & FieldMaking;
  /** A field with the name of a letter's, and other values. */
  takeName(name: string): void;
  /** The next request that makes a field takes effect, and its answer is lost. */
  loseNextAnswer(): void;
  stop(): Promise<void>;
}

async function salesforce(): Promise<World> {
  const org: RunningOrg = await startOrg();
  const { server } = org;
  return {
    ...{ kind: 'salesforce', object: 'Opportunity', crm: org.connect(), stop: org.stop },
    takeName: (name) => {
      const object = server.org.object('Opportunity');
      server.org.schema.addHidden(object, { name, type: 'picklist', values: ['Yes', 'No'] });
      server.org.schema.open(object, `Opportunity.${name}`);
    },
    loseNextAnswer: () => server.faults.next('dropped-after', (path) => path.endsWith('/tooling/sobjects/CustomField')),
  };
}

async function hubspot(): Promise<World> {
  const faults = new Faults<HttpFault>();
  const connected: ConnectedHubSpot = await connectedHubSpot({ faults });
  const { server, crm } = connected;
  return {
    ...{ kind: 'hubspot', object: 'deals', crm, stop: connected.stop },
    takeName: (name) => server.account.define('deals', { ...server.account.definition('deals', 'amount')!, name }),
    loseNextAnswer: () => faults.next('dropped-after', (path) => path === '/crm/v3/properties/deals'),
  };
}

const company = { currency: 'EUR', timeZone: 'UTC' };

describe.each([
  ['salesforce', salesforce],
  ['hubspot', hubspot],
] as const)('fields for MEDDICC on %s', (kind, start) => {
  let world: World;
  const wanted = MEDDICC_LETTERS.map((letter) => meddiccField(kind, letter));
  beforeEach(async () => (world = await start()));
  afterEach(() => world.stop());

  const deal = async () => (await world.crm.describe([world.object]))[0] as ObjectDescription;
  const outcomes = async (fields = wanted) =>
    (await world.crm.createFields(world.object, fields)).map(({ outcome, why }) => (why ? [outcome, why] : outcome));

  it('are made once, seen, and read by the lines that are printed for them', async () => {
    const file = { crm: kind, company, records: { opportunity: [{ object: world.object, fields: {} }] } } as never;
    expect(letterStates(file, await deal()).map(({ state }) => state)).toEqual(wanted.map(() => 'missing'));
    expect(await outcomes()).toEqual(wanted.map(() => 'created'));
    expect(await outcomes()).toEqual(wanted.map(() => 'there'));
    const described = await deal();
    for (const { name, label, options } of wanted) {
      const field = described.fields.find((one) => one.name === name);
      expect(field).toMatchObject({ label, type: 'choice', updateable: true, custom: true });
      expect(field!.options.map(({ value }) => value)).toEqual(options);
    }
    expect(letterStates(file, described).map(({ state }) => state)).toEqual(wanted.map(() => 'made'));
    const lines = mappingLines(kind, MEDDICC_LETTERS).map((line) => `        ${line}`);
    const mapping = new HostedMapping(
      parseCrmMapping(
        [`crm: ${kind}`, 'company: { currency: EUR, timeZone: UTC }', 'records:', '  opportunity:'].join('\n') +
          `\n    - object: ${world.object}\n      fields:\n${lines.join('\n')}\nstages: { field: stage, of: {} }\n`,
      ),
    );
    expect(letterStates(mapping.file, described).map(({ state }) => state)).toEqual(wanted.map(() => 'mapped'));
    const set = { meddicc: { champion: 2, economicBuyer: 0 } };
    const { values } = mapping.toHosted('opportunity', set, '0061');
    expect(Object.values(values)).toEqual(expect.arrayContaining(['Said', 'Nothing']));
    const empty = Object.fromEntries(wanted.map(({ name }) => [name, null]));
    const told = { ...empty, ...values, stage: null };
    const record = { object: world.object, id: '0061', values: told, modifiedAt: new Date(0), modifiedBy: null };
    const [state] = mapping.toCanon({ ...record, state: 'live', ours: false });
    expect(state!.fields['meddicc']).toEqual({ champion: 2, economicBuyer: 0 });
  });

  it('are found by discovery as soon as they are there', async () => {
    await outcomes();
    const { objects } = discover({ crm: kind, objects: [await deal()], records: [] });
    const found = objects.find(({ type }) => type === 'opportunity')!.fields;
    for (const letter of MEDDICC_LETTERS) {
      expect(found.find(({ canon }) => canon === `meddicc.${letter}`)).toMatchObject({
        confidence: 'high',
        source: { values: { Nothing: 0, Assumed: 1, Said: 2, Confirmed: 3 } },
      });
    }
  });

  it('are not mixed with a field of the same name', async () => {
    world.takeName(wanted[0]!.name);
    const [first, second] = await outcomes(wanted.slice(0, 2));
    expect(first).toEqual(['refused', 'a field of this name is there already, with other values']);
    expect(second).toBe('created');
  });

  it('are made once by two at one time', async () => {
    const [one, other] = await Promise.all([outcomes(), outcomes()]);
    for (const outcome of [...one, ...other]) expect(['created', 'there']).toContain(outcome);
    expect((await deal()).fields.filter(({ name }) => /^meddicc/i.test(name))).toHaveLength(wanted.length);
  });

  it('are made once though an answer is lost', async () => {
    world.loseNextAnswer();
    await expect(outcomes()).rejects.toMatchObject({ name: 'CrmUnavailable', mayHaveHappened: true });
    expect(await outcomes()).toEqual(['there', ...wanted.slice(1).map(() => 'created')]);
    expect((await deal()).fields.filter(({ name }) => /^meddicc/i.test(name))).toHaveLength(wanted.length);
  });
});

describe('who may not make fields', () => {
  const [first, second] = [meddiccField('salesforce', 'champion'), meddiccField('salesforce', 'metrics')];

  it('is told of the scope of HubSpot', async () => {
    const scopes = ['crm.objects.deals.read', 'crm.objects.owners.read'];
    const { crm, stop } = await connectedHubSpot({ server: { signIn: signedInHubSpot({ scopes }) } });
    const [refused] = await crm.createFields('deals', [meddiccField('hubspot', 'champion')]);
    await stop();
    expect(refused).toMatchObject({ outcome: 'refused', why: 'the app may not make properties' });
    expect(refused!.remedy).toContain('crm.schemas.deals.write');
  });

  it('is told of a property of HubSpot that is archived, which keeps its name', async () => {
    const request = (kind: string) => Promise.reject(new Refusal(kind === 'write' ? 409 : 404, {}));
    const connection = { request } as unknown as HubSpotConnection;
    const [refused] = await createFields(connection, 'deals', [meddiccField('hubspot', 'champion')]);
    expect(refused).toMatchObject({ outcome: 'refused', why: expect.stringContaining('archived') });
    expect(refused!.remedy).toContain('restore it in Settings → Properties');
  });

  it('is told of the permission of Salesforce', async () => {
    const { server, connect, stop } = await startOrg();
    server.rights.customizeApplication = false;
    const refused = await connect().createFields('Opportunity', [first, second]);
    await stop();
    expect(refused.map(({ outcome }) => outcome)).toEqual(['refused', 'refused']);
    expect(refused[0]!.remedy).toContain('"Customize Application"');
  });

  it('is not given a hidden field of the same name that is something else', async () => {
    const { server, connect, stop } = await startOrg();
    const object = server.org.object('Opportunity');
    server.org.schema.addHidden(object, { name: first.name, type: 'string' });
    const made = await connect().createFields('Opportunity', [first, second]);
    await stop();
    const why = 'a field of this name is there already, with other values';
    expect(made).toMatchObject([{ outcome: 'refused', why }, { outcome: 'created' }]);
    expect(server.org.schema.isHidden(`Opportunity.${first.name}`)).toBe(true);
  });

  it.each([
    ['multipicklist', first.options],
    ['picklist', [...first.options, 'Other']],
    ['picklist', ['Yes', 'No']],
  ] as const)('is not given a hidden %s of %j', async (type, values) => {
    const { server, connect, stop } = await startOrg();
    server.org.schema.addHidden(server.org.object('Opportunity'), { name: first.name, type, values });
    const [refused] = await connect().createFields('Opportunity', [first]);
    await stop();
    expect(refused!.outcome).toBe('refused');
    expect(server.org.schema.isHidden(`Opportunity.${first.name}`)).toBe(true);
  });

  it('is told which permission set does not open them yet, and they are opened later', async () => {
    const { server, connect, stop } = await startOrg();
    const crm = connect();
    server.rights.managePermissionSets = false;
    const [made] = await crm.createFields('Opportunity', [first]);
    expect(made).toMatchObject({ outcome: 'created', why: expect.stringContaining('not seen by us') });
    expect(made!.remedy).toContain('"Sales_Agent"');
    server.rights.managePermissionSets = true;
    const [again] = await crm.createFields('Opportunity', [first]);
    await stop();
    expect(again).toEqual({ name: first.name, outcome: 'there' });
  });
});
