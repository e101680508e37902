import type { HostedValues } from '../../src/index';
import { query } from '../../src/salesforce/queries';
import { Refusal } from '../../src/salesforce/refusal';
import type { SalesforceSession } from '../../src/salesforce/session';
import { quoted } from '../../src/salesforce/soql';
import { SALESFORCE_OBJECTS, type ContractType } from '../contract';
import type { Hands, LiveAccount, Marked } from './hands';
import { MARK } from './run-label';

/** Editions that nobody sells with; trials and all others count as production. */
const FOR_DEVELOPERS = 'Developer Edition';
/** The suite's records are nobody's duplicates, whatever rules the org has ("Duplicate Rule Header"). */
const ALLOW_DUPLICATES = { 'Sforce-Duplicate-Rule-Header': 'allowSave=true' };
/** Where the name of a record is typed in. */
const NAME: Readonly<Record<ContractType, string>> = { account: 'Name', contact: 'LastName', opportunity: 'Name' };
const GONE = new Set(['ENTITY_IS_DELETED', 'NOT_FOUND']);

/** Someone at work in an org through its REST API, under another client name than the connector. */
export class SalesforceHands implements Hands {
  constructor(
    private readonly session: SalesforceSession,
    private readonly stage: string,
  ) {}

  /** Object Reference, "Organization". */
  async account(): Promise<LiveAccount> {
    const fields = ['Id', 'Name', 'OrganizationType', 'IsSandbox'];
    const [org] = (await query(this.session, { fields, from: 'Organization' }, 'approval')).records;
    const edition = String(org!['OrganizationType']);
    const sandbox = org!['IsSandbox'] === true;
    const kind = sandbox ? `sandbox, ${edition}` : edition;
    return {
      id: String(org!['Id']),
      name: `${String(org!['Name'])} (${kind})`,
      production: !sandbox && edition !== FOR_DEVELOPERS,
    };
  }

  /** "COUNT()": of what the signed-in user sees. */
  async size(type: ContractType): Promise<number> {
    const path = `/query?q=${encodeURIComponent(`SELECT COUNT() FROM ${SALESFORCE_OBJECTS[type]}`)}`;
    const request = { method: 'GET', path, priority: 'approval' } as const;
    return (await this.session.request<{ totalSize: number }>(request)).body.totalSize;
  }

  /** "sObject Basic Information": `POST /sobjects/{object}`. */
  async create(type: ContractType, values: HostedValues, label: string): Promise<string> {
    const required = { [NAME[type]]: label };
    const deal = type === 'opportunity' ? { StageName: this.stage, CloseDate: '2030-12-31' } : {};
    const { body } = await this.session.request<{ id: string }>({
      ...{ method: 'POST', path: `/sobjects/${SALESFORCE_OBJECTS[type]}`, priority: 'approval', changes: true },
      ...{ body: { ...required, ...deal, ...values }, headers: ALLOW_DUPLICATES },
    });
    return body.id;
  }

  /** "sObject Rows": `PATCH /sobjects/{object}/{id}`. */
  async edit(type: ContractType, id: string, values: HostedValues): Promise<void> {
    await this.session.request({
      ...{ method: 'PATCH', path: `/sobjects/${SALESFORCE_OBJECTS[type]}/${id}`, priority: 'approval', changes: true },
      ...{ body: values, headers: ALLOW_DUPLICATES },
    });
  }

  /** "sObject Rows": `DELETE /sobjects/{object}/{id}`. */
  async remove(type: ContractType, id: string): Promise<void> {
    const path = `/sobjects/${SALESFORCE_OBJECTS[type]}/${id}`;
    try {
      await this.session.request({ method: 'DELETE', path, priority: 'approval', changes: true });
    } catch (error) {
      if (!(error instanceof Refusal) || !GONE.has(error.code)) throw error;
    }
  }

  async values(type: ContractType, id: string, fields: readonly string[]): Promise<HostedValues | null> {
    const select = { fields: ['Id', ...fields], from: SALESFORCE_OBJECTS[type], where: `Id = ${quoted(id)}` };
    const [record] = (await query(this.session, select, 'approval')).records;
    return record ? (Object.fromEntries(fields.map((field) => [field, record[field] ?? null])) as HostedValues) : null;
  }

  async marked(type: ContractType): Promise<Marked[]> {
    const select = { fields: ['Id', NAME[type]], from: SALESFORCE_OBJECTS[type] };
    const where = `${NAME[type]} LIKE ${quoted(`${MARK} %`)}`;
    const { records } = await query(this.session, { ...select, where }, 'approval');
    return records.map((record) => ({ id: String(record['Id']), name: String(record[NAME[type]]) }));
  }
}
