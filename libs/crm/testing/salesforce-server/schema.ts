/** Field types as describe names them. */
export type SalesforceType =
  | 'id'
  | 'string'
  | 'textarea'
  | 'double'
  | 'int'
  | 'currency'
  | 'percent'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'picklist'
  | 'multipicklist'
  | 'reference'
  | 'email'
  | 'phone'
  | 'url';

export interface SalesforceField {
  name: string;
  type: SalesforceType;
  label?: string;
  /** Of a picklist. */
  values?: readonly string[];
  /** Rejects values that are not on the list. */
  restricted?: boolean;
  references?: readonly string[];
  required?: boolean;
  /** Set by the CRM. */
  readOnly?: boolean;
  /** Given at creation and never changed. */
  createOnly?: boolean;
  /** An external id that two records never share. */
  externalId?: boolean;
  /** Field history tracking is switched on. */
  tracked?: boolean;
}

export interface SalesforceObject {
  name: string;
  label?: string;
  /** First three characters of its ids. */
  prefix: string;
  fields: readonly SalesforceField[];
  /** Records of it can be merged: it has MasterRecordId. */
  mergeable?: boolean;
  /** Selected for Change Data Capture. */
  changeEvents?: boolean;
  readOnly?: boolean;
}

/** Every object has these; their values are the CRM's. */
const SYSTEM: readonly SalesforceField[] = [
  { name: 'Id', type: 'id', readOnly: true },
  { name: 'IsDeleted', type: 'boolean', readOnly: true },
  { name: 'CreatedDate', type: 'datetime', readOnly: true },
  { name: 'CreatedById', type: 'reference', references: ['User'], readOnly: true },
  { name: 'LastModifiedDate', type: 'datetime', readOnly: true },
  { name: 'LastModifiedById', type: 'reference', references: ['User'], readOnly: true },
  { name: 'SystemModstamp', type: 'datetime', readOnly: true },
];

/** An org's objects, with the system fields of each, and the history object of what is tracked. */
export class Schema {
  private readonly objects = new Map<string, SalesforceObject>();
  private readonly fields = new Map<string, Map<string, SalesforceField>>();
  private readonly hidden = new Map<string, SalesforceField>();

  constructor(objects: readonly SalesforceObject[]) {
    for (const object of objects) {
      this.add(object);
      if (object.fields.some((field) => field.tracked)) this.add(historyObject(object));
    }
  }

  object(name: string): SalesforceObject | undefined {
    return this.objects.get(name.toLowerCase());
  }

  all(): SalesforceObject[] {
    return [...this.objects.values()];
  }

  /** Fields by lower-case name: names in requests are not case-sensitive. */
  fieldsOf(object: SalesforceObject): Map<string, SalesforceField> {
    return this.fields.get(object.name.toLowerCase())!;
  }

  field(object: SalesforceObject, name: string): SalesforceField | undefined {
    return this.fieldsOf(object).get(name.toLowerCase());
  }

  byPrefix(id: string): SalesforceObject | undefined {
    return this.all().find(({ prefix }) => id.startsWith(prefix));
  }

  /** A new field is hidden from everybody until a permission set opens it. */
  addHidden(object: SalesforceObject, field: SalesforceField): void {
    this.hidden.set(`${object.name}.${field.name}`.toLowerCase(), field);
  }

  isHidden(fullName: string): boolean {
    return this.hidden.has(fullName.toLowerCase());
  }

  /** What the company made itself, whoever sees it. */
  customFields(object: SalesforceObject): SalesforceField[] {
    const prefix = `${object.name}.`.toLowerCase();
    const hidden = [...this.hidden].filter(([fullName]) => fullName.startsWith(prefix)).map(([, field]) => field);
    return [...this.fieldsOf(object).values(), ...hidden].filter(({ name }) => name.endsWith('__c'));
  }

  /** Makes a hidden field seen; whether there was one. */
  open(object: SalesforceObject, fullName: string): boolean {
    const field = this.hidden.get(fullName.toLowerCase());
    if (!field) return false;
    this.hidden.delete(fullName.toLowerCase());
    this.fieldsOf(object).set(field.name.toLowerCase(), field);
    return true;
  }

  private add(object: SalesforceObject): void {
    const master: SalesforceField = {
      name: 'MasterRecordId',
      type: 'reference',
      references: [object.name],
      readOnly: true,
    };
    const fields = [...SYSTEM, ...(object.mergeable ? [master] : []), ...object.fields];
    this.objects.set(object.name.toLowerCase(), object);
    this.fields.set(object.name.toLowerCase(), new Map(fields.map((field) => [field.name.toLowerCase(), field])));
  }
}

/** Name of the object that keeps the former values, and its field that points to the record. */
export function historyOf(object: string): { name: string; parent: string } {
  if (object === 'Opportunity') return { name: 'OpportunityFieldHistory', parent: 'OpportunityId' };
  if (object.endsWith('__c')) return { name: object.replace(/__c$/, '__History'), parent: 'ParentId' };
  return { name: `${object}History`, parent: `${object}Id` };
}

/** Object Reference: "AccountHistory", "OpportunityFieldHistory", "Custom Object__History". */
function historyObject(object: SalesforceObject): SalesforceObject {
  const { name, parent } = historyOf(object.name);
  return {
    name,
    prefix: `0${object.prefix.slice(1)}`.replace(/^.../, `h${object.prefix.slice(1)}`),
    readOnly: true,
    fields: [
      { name: parent, type: 'reference', references: [object.name], readOnly: true },
      { name: 'Field', type: 'picklist', readOnly: true },
      { name: 'DataType', type: 'picklist', readOnly: true },
      { name: 'OldValue', type: 'string', readOnly: true },
      { name: 'NewValue', type: 'string', readOnly: true },
    ],
  };
}
