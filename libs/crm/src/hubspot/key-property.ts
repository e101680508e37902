import type { HubSpotConnection } from './connection';
import { Refusal } from './failures';

/** Groups that HubSpot puts its own properties into, by object; a property needs one. */
const GROUPS: Readonly<Record<string, string>> = {
  contacts: 'contactinformation',
  companies: 'companyinformation',
  deals: 'dealinformation',
  tickets: 'ticketinformation',
  tasks: 'task',
  calls: 'call',
  meetings: 'meeting',
  notes: 'note',
  emails: 'email',
};

/** Creates the unique text property that carries write keys; one that is there already is left as it is. */
export async function createKeyProperty(connection: HubSpotConnection, object: string, name: string): Promise<void> {
  const groupName = GROUPS[object];
  if (groupName === undefined) {
    throw new Error(`No property group is known for "${object}" → create the unique text property "${name}" by hand.`);
  }
  try {
    await connection.request('write', 'approval', (client) =>
      client.crm.properties.coreApi.createWithHttpInfo(object, {
        name,
        label: 'Sales agent key',
        description: 'Set by the sales agent on what it creates, so that nothing is created twice.',
        groupName,
        type: 'string' as never,
        fieldType: 'text' as never,
        hasUniqueValue: true,
        formField: false,
      }),
    );
  } catch (thrown) {
    if (!(thrown instanceof Refusal && thrown.status === 409)) throw thrown;
  }
}
