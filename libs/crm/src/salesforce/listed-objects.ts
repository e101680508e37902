import type { ListedObject, NotRead } from '../hosted/discoverable';
import type { SalesforceSession } from './session';

interface Listed {
  name: string;
  custom: boolean;
  queryable: boolean;
}

/**
 * REST API Developer Guide, "Describe Global": the objects this user may see. A custom object without a namespace in
 * its name was made in this org and not by an installed package; settings, events and external ones are no records.
 */
export async function listedObjects(session: SalesforceSession): Promise<ListedObject[]> {
  const { body } = await session.request<{ sobjects: Listed[] }>({
    method: 'GET',
    path: '/sobjects',
    priority: 'background',
  });
  return body.sobjects
    .filter(({ queryable }) => queryable)
    .map(({ name, custom }) => ({ name, own: custom && name.endsWith('__c') && name.split('__').length === 2 }));
}

export const hidden = (object: string): NotRead => ({
  object,
  why: 'not there, or hidden from the integration user',
  remedy: `correct its name, or give the permission set of the integration user read access to ${object}`,
});
