import { HostedConnector, ProcessWriteJournal, type FieldValues, type HostedValues } from '../src/index';
import { SALESFORCE_OBJECTS, salesforceMapping, WRITE_FAULTS, type ContractType, type ContractWorld } from './contract';
import { Faults } from './hosted/faults';
import { VirtualClock } from './hosted/virtual-clock';
import { ANN, startOrg } from './salesforce-server/an-org';
import type { Row } from './salesforce-server/rows';
import type { SalesforceFault } from './salesforce-server/salesforce-server';

/** What a page of Salesforce does not save without. */
const REQUIRED: Record<ContractType, Row> = {
  account: { Name: 'Unnamed' },
  contact: { LastName: 'Unnamed' },
  opportunity: { Name: 'Unnamed', StageName: 'Prospecting', CloseDate: '2026-12-31' },
};
const MAPPING = salesforceMapping();

/** A Salesforce org on 127.0.0.1; people work in it past the connector. */
export async function salesforceWorld(): Promise<ContractWorld> {
  const clock = new VirtualClock(new Date('2026-03-02T08:00:00Z'), true);
  const faults = new Faults<SalesforceFault>();
  const org = await startOrg({ clock, faults });
  // Small pages, so that a backfill has some.
  const crm = org.connect({ backfillPageSize: 10 });
  const row = (type: ContractType, id: string): Row | undefined =>
    org.server.rows(SALESFORCE_OBJECTS[type]).find((one) => one['Id'] === id && one['IsDeleted'] !== true);
  const typed = (type: ContractType, fields: FieldValues, id: string | null) =>
    MAPPING.toHosted(type, fields, id).values as Row;
  return {
    connector: new HostedConnector({ crm, mapping: MAPPING, timing: clock, journal: new ProcessWriteJournal() }),
    people: {
      async create(type, fields) {
        await clock.sleep(1);
        return org.server.createAs(ANN, SALESFORCE_OBJECTS[type], { ...REQUIRED[type], ...typed(type, fields, null) });
      },
      async edit(type, id, fields) {
        await clock.sleep(1);
        org.server.editAs(ANN, SALESFORCE_OBJECTS[type], id, typed(type, fields, id));
      },
      async remove(type, id) {
        await clock.sleep(1);
        org.server.deleteAs(ANN, SALESFORCE_OBJECTS[type], id);
      },
      async merge(type, kept, gone) {
        await clock.sleep(1);
        org.server.mergeAs(ANN, SALESFORCE_OBJECTS[type], kept, gone);
      },
    },
    async held(type, id, fields) {
      const held = row(type, id);
      if (!held) return null;
      const names = MAPPING.selectionsOf(type)[0]!.fields;
      const values = Object.fromEntries(names.map((name) => [name, held[name] ?? null])) as HostedValues;
      const stamp = { modifiedAt: clock.now(), modifiedBy: null, ours: false };
      const [state] = MAPPING.toCanon({ object: SALESFORCE_OBJECTS[type], id, values, ...stamp, state: 'live' });
      return Object.fromEntries(fields.map((field) => [field, state!.fields[field] ?? null]));
    },
    async count(type) {
      return org.server.rows(SALESFORCE_OBJECTS[type]).filter((one) => one['IsDeleted'] !== true).length;
    },
    failNextWrite: (how, later = 0) => faults.next(WRITE_FAULTS[how], (path) => path.includes('/composite'), later),
    beforeNextWrite: (work) => org.server.beforeNextWrite(work),
    // Stamps are whole seconds.
    settle: () => clock.sleep(2_000),
    stop: () => org.stop(),
  };
}
