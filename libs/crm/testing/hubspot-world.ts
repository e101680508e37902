import { HostedConnector, ProcessWriteJournal, type FieldValues, type HostedValues } from '../src/index';
import { HUBSPOT_OBJECTS, hubspotMapping, WRITE_FAULTS, type ContractType, type ContractWorld } from './contract';
import { Faults, type HttpFault } from './hosted/faults';
import { VirtualClock } from './hosted/virtual-clock';
import { connectedHubSpot, property } from './hubspot-server';

const PERSON = 101;
/** A deal is in some stage of some pipeline. */
const OPEN = { pipeline: 'default', dealstage: 'appointmentscheduled' };
const MAPPING = hubspotMapping();

/** A HubSpot account on 127.0.0.1; people work in it past the connector. */
export async function hubspotWorld(): Promise<ContractWorld> {
  const clock = new VirtualClock(new Date('2026-03-02T09:00:00Z'), true);
  const faults = new Faults<HttpFault>();
  const hubspot = await connectedHubSpot({
    ...{ clock, faults, server: { indexLagMs: 5_000 } },
    crm: { deletionsEveryMs: 0 },
  });
  const { people, account } = hubspot.server;
  account.define('companies', property('city', 'string', 'text'));
  account.define('deals', property('hs_next_step', 'string', 'text'));
  const live = (type: ContractType, id: string) => account.live(HUBSPOT_OBJECTS[type], id);
  return {
    connector: new HostedConnector({
      crm: hubspot.crm,
      mapping: MAPPING,
      timing: clock,
      journal: new ProcessWriteJournal(),
    }),
    people: {
      async create(type, fields) {
        await clock.sleep(1);
        const [values, companies] = inHubSpot(type, fields, null);
        const { id } = people.create(PERSON, HUBSPOT_OBJECTS[type], {
          ...(type === 'opportunity' ? OPEN : {}),
          ...values,
        });
        for (const company of companies)
          people.associate(PERSON, HUBSPOT_OBJECTS[type], id, 'companies', company, true);
        return id;
      },
      async edit(type, id, fields) {
        await clock.sleep(1);
        people.editAs(PERSON, HUBSPOT_OBJECTS[type], id, inHubSpot(type, fields, id)[0]);
      },
      async remove(type, id) {
        await clock.sleep(1);
        people.archive(PERSON, HUBSPOT_OBJECTS[type], id);
      },
      async merge(type, kept, gone) {
        await clock.sleep(1);
        people.merge(PERSON, HUBSPOT_OBJECTS[type], kept, gone);
      },
    },
    async held(type, id, fields) {
      const record = live(type, id);
      if (!record) return null;
      const values: HostedValues = {};
      for (const name of MAPPING.selectionsOf(type)[0]!.fields) values[name] = record.properties.get(name) || null;
      const stamp = { modifiedAt: new Date(record.updatedAt), modifiedBy: null, ours: false };
      const [state] = MAPPING.toCanon({ object: HUBSPOT_OBJECTS[type], id, values, ...stamp, state: 'live' });
      return Object.fromEntries(fields.map((field) => [field, state!.fields[field] ?? null]));
    },
    async count(type) {
      return account.records.all(HUBSPOT_OBJECTS[type]).filter(({ id }) => live(type, id)).length;
    },
    failNextWrite: (how, later = 0) => faults.next(WRITE_FAULTS[how], isWrite, later),
    beforeNextWrite: (work) => hubspot.server.beforeNext(isWrite, work),
    // The search index lags, and what was changed is looked for again for a while.
    settle: () => clock.sleep(10_000),
    stop: () => hubspot.stop(),
  };
}

/** What a person types into HubSpot's pages, and the companies they choose. */
function inHubSpot(type: ContractType, fields: FieldValues, id: string | null): [Record<string, string>, string[]] {
  const { 'associations.companies': companies, ...values } = MAPPING.toHosted(type, fields, id).values;
  const typed = Object.entries(values).map(([name, value]) => [name, value === null ? '' : String(value)]);
  return [Object.fromEntries(typed) as Record<string, string>, [companies ?? []].flat().map(String)];
}

const isWrite = (path: string): boolean => /\/batch\/(update|upsert|create)$/.test(path);
