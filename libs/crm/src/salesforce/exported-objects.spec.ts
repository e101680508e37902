import { ANN, startOrg, type RunningOrg } from '../../testing/salesforce-server/an-org';
import {
  exportedObjects,
  hasExportedObjects,
  seedExported,
  type ExportedObject,
} from '../../testing/salesforce-server/exported-objects';
import { SALES_CLOUD } from '../../testing/salesforce-server/sales-cloud';
import type { HostedRecord } from '../hosted/port';

/** Of the objects that an org cannot be without; their own columns are added to them. */
function merged(exported: readonly ExportedObject[]) {
  const user = SALES_CLOUD.find(({ name }) => name === 'User')!;
  const stage = SALES_CLOUD.find(({ name }) => name === 'OpportunityStage')!;
  return [
    stage,
    ...exported.map(({ object }) => {
      const known = object.name === 'User' ? user.fields : [];
      const names = new Set(object.fields.map(({ name }) => name));
      return { ...object, fields: [...object.fields, ...known.filter(({ name }) => !names.has(name))] };
    }),
  ];
}

(hasExportedObjects ? describe : describe.skip)(
  'Salesforce objects with real columns (needs data/salesforce-objects)',
  () => {
    const exported = hasExportedObjects ? exportedObjects() : [];
    let org: RunningOrg;
    beforeAll(async () => {
      org = await startOrg({ objects: merged(exported), jobPageSize: 3 });
      seedExported(org.server, ANN, exported);
    });
    afterAll(() => org.stop());

    it.each(exported.map((each) => [each.object.name, each] as const))(
      'reads every column of %s as it was exported',
      async (name, { object, rows }) => {
        const crm = org.connect();
        const [described] = await crm.describe([name]);
        const fields = object.fields.map((field) => field.name);
        expect(described!.fields.map((field) => field.name)).toEqual(expect.arrayContaining(fields));

        const found = new Map<string, HostedRecord>();
        for (let cursor: string | null = null, more = true; more;) {
          const page = await crm.backfill({ object: name, fields }, cursor);
          for (const record of page.records) found.set(record.id, record);
          ({ cursor, more } = page);
        }
        for (const { id, deleted, values } of rows) {
          if (deleted) expect(found.has(id)).toBe(false);
          else expect(found.get(id)?.values).toEqual(values);
        }
        const read = await crm.read(
          { object: name, fields },
          rows.map(({ id }) => id),
          'background',
        );
        for (const { id, deleted, values } of rows) {
          expect(read.find((record) => record.id === id)).toMatchObject({
            state: deleted ? 'deleted' : 'live',
            values,
          });
        }
      },
    );
  },
);
