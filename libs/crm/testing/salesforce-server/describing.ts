import { STAGES } from './sales-cloud';
import type { SalesforceField, SalesforceObject, Schema } from './schema';

/** REST API Developer Guide, "Describe Global": `GET /services/data/vXX.X/sobjects`. */
export function describeGlobal(schema: Schema): object {
  const sobjects = schema.all().map((object) => ({
    name: object.name,
    label: object.label ?? object.name,
    custom: object.name.endsWith('__c'),
    createable: !object.readOnly,
    updateable: !object.readOnly,
    deletable: !object.readOnly,
    queryable: true,
    keyPrefix: object.prefix,
  }));
  return { encoding: 'UTF-8', maxBatchSize: 200, sobjects };
}

/** REST API Developer Guide, "sObject Describe": `GET /services/data/vXX.X/sobjects/{object}/describe`. */
export function describeObject(schema: Schema, object: SalesforceObject): object {
  return {
    name: object.name,
    label: object.label ?? object.name,
    custom: object.name.endsWith('__c'),
    createable: !object.readOnly,
    updateable: !object.readOnly,
    deletable: !object.readOnly,
    queryable: true,
    mergeable: object.mergeable ?? false,
    keyPrefix: object.prefix,
    fields: [...schema.fieldsOf(object).values()].map((field) => describeField(object, field)),
  };
}

function describeField(object: SalesforceObject, field: SalesforceField): object {
  const values =
    object.name === 'Opportunity' && field.name === 'StageName' ? STAGES.map(([name]) => name) : field.values;
  return {
    name: field.name,
    label: field.label ?? field.name.replace(/__c$/, '').replace(/_/g, ' '),
    type: field.type,
    custom: field.name.endsWith('__c'),
    createable: !field.readOnly && !object.readOnly,
    updateable: !field.readOnly && !field.createOnly && !object.readOnly,
    nillable: !field.required,
    unique: field.externalId ?? false,
    externalId: field.externalId ?? false,
    idLookup: field.name === 'Id' || (field.externalId ?? false),
    calculated: false,
    restrictedPicklist: field.restricted ?? false,
    referenceTo: field.references ?? [],
    picklistValues: (values ?? []).map((value) => ({ value, label: value, active: true, defaultValue: false })),
  };
}
