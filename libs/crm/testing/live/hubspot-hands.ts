import { FilterOperatorEnum } from '@hubspot/api-client/lib/codegen/crm/objects/models/Filter';
import type { PublicObjectSearchRequest } from '@hubspot/api-client/lib/codegen/crm/objects/models/PublicObjectSearchRequest';
import type { HostedValue, HostedValues } from '../../src/index';
import { setAssociations } from '../../src/hubspot/set-associations';
import type { HubSpotConnection, RequestKind } from '../../src/hubspot/connection';
import { batchRead } from '../../src/hubspot/read';
import { HUBSPOT_OBJECTS, type ContractType } from '../contract';
import type { Hands, LiveAccount, Marked } from './hands';
import { MARK } from './run-label';

/** Of accounts that nobody sells with ("Account information", accountType). */
const FOR_DEVELOPERS = new Set(['DEVELOPER_TEST', 'SANDBOX', 'APP_DEVELOPER']);
const COMPANIES = 'associations.companies';
/** Where the name of a record is typed in. */
const NAME: Readonly<Record<ContractType, string>> = { account: 'name', contact: 'lastname', opportunity: 'dealname' };
/** What one search gives at most. */
const FOUND = 200;

/** Someone at work in an account through HubSpot's API. */
export class HubSpotHands implements Hands {
  constructor(
    private readonly connection: HubSpotConnection,
    private readonly at: { pipeline: string; stage: string },
  ) {}

  /** "Account information API", https://developers.hubspot.com/docs/api/settings/account-information-api */
  async account(): Promise<LiveAccount> {
    const details = await this.call<{ portalId: number; accountType: string }>(
      'read',
      'GET',
      '/account-info/v3/details',
    );
    const { portalId, accountType } = details;
    return {
      id: String(portalId),
      name: `account ${portalId} (${accountType})`,
      production: !FOR_DEVELOPERS.has(accountType),
    };
  }

  async size(type: ContractType): Promise<number> {
    const { total } = await this.search(type, { filterGroups: [], limit: 1, properties: [] });
    return total;
  }

  /** "Create a record": `POST /crm/v3/objects/{object}`; its companies afterwards. */
  async create(type: ContractType, values: HostedValues, label: string): Promise<string> {
    const object = HUBSPOT_OBJECTS[type];
    const { [COMPANIES]: companies, ...typed } = values;
    const { pipeline, stage: dealstage } = this.at;
    const deal: Record<string, string> = type === 'opportunity' ? { pipeline, dealstage } : {};
    const properties = { [NAME[type]]: label, ...deal, ...asText(typed) };
    const { id } = await this.connection.request('write', 'approval', (client) =>
      client.crm.objects.basicApi.createWithHttpInfo(object, { properties, associations: [] }),
    );
    const ends = { from: object, to: 'companies' };
    const wanted = [{ id, wanted: idsIn(companies) }];
    const [refusal] = (await setAssociations(this.connection, ends, wanted, { priority: 'approval' })).values();
    if (refusal) throw refusal;
    return id;
  }

  async edit(type: ContractType, id: string, values: HostedValues): Promise<void> {
    const inputs = [{ id, properties: asText(values) }];
    await this.connection.request('write', 'approval', (client) =>
      client.crm.objects.batchApi.updateWithHttpInfo(HUBSPOT_OBJECTS[type], { inputs }),
    );
  }

  async remove(type: ContractType, id: string): Promise<void> {
    await this.connection.request('write', 'approval', (client) =>
      client.crm.objects.batchApi.archiveWithHttpInfo(HUBSPOT_OBJECTS[type], { inputs: [{ id }] }),
    );
  }

  /** "Merge two contacts" and its like: `POST /crm/v3/objects/{object}/merge`. */
  async merge(type: ContractType, kept: string, gone: string): Promise<void> {
    const body = { primaryObjectId: kept, objectIdToMerge: gone };
    await this.call('write', 'POST', `/crm/v3/objects/${HUBSPOT_OBJECTS[type]}/merge`, body);
  }

  /** Without associations: what the suite looks up are values. */
  async values(type: ContractType, id: string, fields: readonly string[]): Promise<HostedValues | null> {
    const properties = fields.filter((field) => field !== COMPANIES);
    const found = await batchRead(this.connection, HUBSPOT_OBJECTS[type], { ids: [id], properties }, 'approval');
    const record = found.find((one) => one.id === id);
    return record ? Object.fromEntries(properties.map((name) => [name, record.properties[name] || null])) : null;
  }

  async marked(type: ContractType): Promise<Marked[]> {
    const name = NAME[type];
    const filters = [{ propertyName: name, operator: FilterOperatorEnum.ContainsToken, value: MARK }];
    const found: Marked[] = [];
    for (let after: string | undefined; ;) {
      const more = after === undefined ? {} : { after };
      const page = await this.search(type, { filterGroups: [{ filters }], limit: FOUND, properties: [name], ...more });
      found.push(...page.results.map(({ id, properties }) => ({ id, name: properties[name] ?? '' })));
      after = page.paging?.next?.after;
      if (after === undefined) return found;
    }
  }

  private search(type: ContractType, request: PublicObjectSearchRequest) {
    return this.connection.request('search', 'approval', (client) =>
      client.crm.objects.searchApi.doSearchWithHttpInfo(HUBSPOT_OBJECTS[type], request),
    );
  }

  /** An endpoint that the SDK does not have. */
  private call<T>(kind: RequestKind, method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
    return this.connection.request(kind, 'approval', async (client) => {
      const response = await client.apiRequest({ method, path, ...(body ? { body } : {}) });
      const headers = Object.fromEntries(response.headers);
      const data = (await response.json()) as T;
      if (!response.ok)
        throw Object.assign(new Error(`${method} ${path}`), { code: response.status, body: data, headers });
      return { data, headers };
    });
  }
}

/** HubSpot's values are text; an empty one clears. */
function asText(values: HostedValues): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value === null ? '' : String(value)]));
}

const idsIn = (companies: HostedValue | undefined): string[] => [companies ?? []].flat().map(String);
