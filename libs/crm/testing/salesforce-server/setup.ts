import type { FakeRequest, FakeResponse } from '../hosted/fake-http';
import type { Actor, Org } from './org';
import { SalesforceError, type Row } from './rows';
import type { SalesforceObject } from './schema';

/** Object Reference: "PermissionSet", "PermissionSetAssignment", "ObjectPermissions", "FieldPermissions". */
export const SETUP_OBJECTS: readonly SalesforceObject[] = [
  {
    name: 'PermissionSet',
    prefix: '0PS',
    readOnly: true,
    fields: [
      { name: 'Name', type: 'string' },
      { name: 'IsOwnedByProfile', type: 'boolean' },
    ],
  },
  {
    name: 'PermissionSetAssignment',
    prefix: '0Pa',
    readOnly: true,
    fields: [
      { name: 'PermissionSetId', type: 'reference', references: ['PermissionSet'] },
      { name: 'AssigneeId', type: 'reference', references: ['User'] },
    ],
  },
  {
    name: 'ObjectPermissions',
    prefix: '110',
    readOnly: true,
    fields: [
      { name: 'ParentId', type: 'reference', references: ['PermissionSet'] },
      { name: 'SobjectType', type: 'picklist' },
      { name: 'PermissionsRead', type: 'boolean' },
      { name: 'PermissionsEdit', type: 'boolean' },
    ],
  },
  {
    name: 'FieldPermissions',
    prefix: '01k',
    fields: [
      { name: 'ParentId', type: 'reference', references: ['PermissionSet'], required: true },
      { name: 'SobjectType', type: 'picklist', required: true },
      { name: 'Field', type: 'picklist', required: true },
      { name: 'PermissionsRead', type: 'boolean' },
      { name: 'PermissionsEdit', type: 'boolean' },
    ],
  },
];

/** Rights of the signed-in user that only an administrator has as a rule. */
export interface SetupRights {
  customizeApplication: boolean;
  managePermissionSets: boolean;
}

/** The permission set by which the integration user edits deals, beside the one of its profile. */
export function permissionSets(org: Org, userId: string): void {
  const by: Actor = { userId, origin: '' };
  const seed = (object: string, values: Row) => String(org.seed(object, values, by)['Id']);
  for (const [Name, IsOwnedByProfile] of [
    ['X00ex00000018ozT', true],
    ['Sales_Agent', false],
  ] as const) {
    const set = seed('PermissionSet', { Name, IsOwnedByProfile });
    seed('PermissionSetAssignment', { PermissionSetId: set, AssigneeId: userId });
    const deals = { ParentId: set, SobjectType: 'Opportunity', PermissionsRead: true, PermissionsEdit: true };
    seed('ObjectPermissions', deals);
  }
}

interface CustomField {
  FullName?: string;
  Metadata?: {
    label?: string;
    type?: string;
    valueSet?: { restricted?: boolean; valueSetDefinition?: { value?: { fullName: string; label: string }[] } };
  };
}

/** Tooling API, "CustomField": `POST /services/data/vXX.X/tooling/sobjects/CustomField`; picklists alone are played. */
export function createCustomField(org: Org, request: FakeRequest, rights: SetupRights): FakeResponse {
  if (!rights.customizeApplication)
    throw new SalesforceError('INSUFFICIENT_ACCESS', 'insufficient access rights on cross-reference id', [], 403);
  const { FullName = '', Metadata = {} } = JSON.parse(request.body) as CustomField;
  const [objectName = '', name = ''] = FullName.split('.');
  if (!/^[A-Za-z](?:_?[A-Za-z0-9])*__c$/.test(name) || !Metadata.label)
    throw new SalesforceError('FIELD_INTEGRITY_EXCEPTION', 'Required fields are missing: [FullName, Metadata.label]');
  const values = Metadata.valueSet?.valueSetDefinition?.value;
  if (Metadata.type !== 'Picklist' || !values?.length)
    throw new SalesforceError('FIELD_INTEGRITY_EXCEPTION', 'Picklist fields need a value set');
  const object = org.object(objectName);
  if (org.schema.field(object, name) || org.schema.isHidden(FullName)) {
    const message = `There is already a field named ${name.replace(/__c$/, '')} on ${object.name}.`;
    throw new SalesforceError('DUPLICATE_DEVELOPER_NAME', message, ['DeveloperName']);
  }
  org.schema.addHidden(object, {
    ...{ name, label: Metadata.label, type: 'picklist' },
    ...{ values: values.map(({ fullName }) => fullName), restricted: Metadata.valueSet?.restricted ?? false },
  });
  return { status: 201, body: { id: '00N5e000001AbCdEAK', success: true, errors: [] } };
}

/** REST API Developer Guide, "sObject Basic Information": `POST /sobjects/FieldPermissions`; others are not played. */
export function createFieldPermissions(
  org: Org,
  request: FakeRequest,
  actor: Actor,
  rights: SetupRights,
): FakeResponse {
  if (!rights.managePermissionSets)
    throw new SalesforceError('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id', [], 403);
  const values = JSON.parse(request.body) as Row;
  const given = [...org.table(org.object('FieldPermissions')).values()];
  const same = given.find((one) => one['ParentId'] === values['ParentId'] && one['Field'] === values['Field']);
  if (same) {
    const message = `duplicate value found: <unknown> duplicates value on record with id: ${String(same['Id'])}`;
    throw new SalesforceError('DUPLICATE_VALUE', message);
  }
  const row = org.insert('FieldPermissions', values, actor);
  org.schema.open(org.object(String(values['SobjectType'])), String(values['Field']));
  return { status: 201, body: { id: row['Id'], success: true, errors: [] } };
}
