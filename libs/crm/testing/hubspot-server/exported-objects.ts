import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from './account';
import { pipeline } from './pipelines';
import { property, type PropertyDefinition } from './properties';
import { person } from './records';

/** Real columns of HubSpot objects as an export shows them, outside the repository; suites that read it are skipped without it. */
export const HUBSPOT_OBJECTS = join(__dirname, '../../../../../shared/data/hubspot-objects');

/** `describe` where the export is there, else a skipped suite that says why. */
export const describeHubSpotObjects: (name: string, suite: () => void) => void = (name, suite) =>
  existsSync(HUBSPOT_OBJECTS) ? describe(name, suite) : describe.skip(`${name} (needs data/hubspot-objects)`, suite);

const PLURAL: Readonly<Record<string, string>> = {
  contact: 'contacts',
  company: 'companies',
  deal: 'deals',
  ticket: 'tickets',
};

/** Rows of one file; its values have neither quotes nor line breaks in them, except texts that nothing here reads. */
export function exportedRows(file: string): Record<string, string>[] {
  const [head, ...lines] = readFileSync(join(HUBSPOT_OBJECTS, file), 'utf8').trim().split(/\r?\n/);
  const columns = head!.split(',');
  const whole = lines.map((line) => line.split(',')).filter((values) => values.length === columns.length);
  return whole.map((values) => Object.fromEntries(columns.map((column, index) => [column, values[index]!])));
}

/** Puts properties, pipelines, stages, owners and records of the export into an account; ids by the exported ones. */
export function importExport(account: Account): Map<string, string> {
  for (const row of exportedRows('property.csv')) define(account, row);
  account.pipelines.deals = exportedRows('deal_pipeline.csv').map((one) =>
    pipeline(
      one.pipeline_id!,
      one.label!,
      exportedRows('deal_pipeline_stage.csv')
        .filter(({ pipeline_id }) => pipeline_id === one.pipeline_id)
        .map((stage) => [
          stage.stage_id!,
          stage.label!,
          { isClosed: stage.is_closed!.toLowerCase(), probability: stage.probability! },
        ]),
    ),
  );
  for (const row of exportedRows('owner.csv')) addOwner(account, row);
  const ids = new Map<string, string>();
  for (const [object, file, id] of [
    ['companies', 'company.csv', 'id'],
    ['contacts', 'contact.csv', 'id'],
    ['deals', 'deal.csv', 'deal_id'],
  ] as const) {
    for (const row of exportedRows(file))
      ids.set(`${object}/${row[id]}`, account.create(object, propertiesOf(account, object, row), person(1)).id);
  }
  return ids;
}

function define(account: Account, row: Record<string, string>): void {
  const object = PLURAL[row.hubspot_object ?? ''];
  if (!object || account.definition(object, row.name!)) return;
  const more: Partial<PropertyDefinition> = {
    label: row.label!,
    calculated: row.calculated === 'true',
    hubspotDefined: row.hubspot_defined === 'true',
  };
  account.define(object, property(row.name!, row.type!, row.field_type!, more));
}

/** Columns named `property_*` are properties; those the account does not know yet are made, as a person's own. */
function propertiesOf(account: Account, object: string, row: Record<string, string>): Record<string, string> {
  const own = Object.entries(row).filter(([column]) => column.startsWith('property_'));
  return Object.fromEntries(
    own.flatMap(([column, value]) => {
      const name = column.slice('property_'.length);
      if (!account.definition(object, name))
        account.define(object, property(name, 'string', 'text', { hubspotDefined: false }));
      return value === '' || name === 'createdate' || name === 'email' ? [] : [[name, value]];
    }),
  );
}

function addOwner(account: Account, row: Record<string, string>): void {
  const at = (column: string) => new Date(`${row[column]!.replace(' ', 'T')}Z`).toISOString();
  account.owners.push({
    id: row.owner_id!,
    email: row.email!,
    type: 'PERSON',
    firstName: row.first_name!,
    lastName: row.last_name!,
    userId: Number(row.active_user_id) || 0,
    createdAt: at('created_at'),
    updatedAt: at('updated_at'),
    archived: false,
  });
}
