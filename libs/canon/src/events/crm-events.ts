import { z } from 'zod';
import type { RecordType } from '../sales/records';
import { defineEvent } from './definition';
import { deletedRecordData, recordDataOf } from './record-data';

/** What happened to the company's CRM records, written by gateway. */
const crm = (type: string, entity: RecordType, description: string) =>
  defineEvent({
    type,
    version: 1,
    topic: `crm.${entity}`,
    key: `${entity}/{recordId}`,
    writtenBy: ['gateway'],
    description,
    schema: schemaOf(entity),
  });

/** One schema a record type, however many events share it. */
const schemas = new Map<RecordType, z.ZodType>();
function schemaOf(entity: RecordType): z.ZodType {
  const schema = schemas.get(entity) ?? recordDataOf(entity);
  schemas.set(entity, schema);
  return schema;
}

const article = (entity: string): string => (/^[aeiou]/.test(entity) ? `an ${entity}` : `a ${entity}`);
const called = (entity: RecordType): string => (entity === 'opportunity' ? 'a deal' : article(entity));
const capital = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}`;

const created = (entity: RecordType, type: string) => crm(type, entity, `${capital(called(entity))} came into being.`);
const revised = (entity: RecordType) =>
  crm(
    `${capital(entity)}FieldsRevised`,
    entity,
    `Fields of ${called(entity)} changed in a way that has no event of its own.`,
  );

export const CRM_EVENTS = [
  created('person', 'PersonRegistered'),
  revised('person'),
  created('product', 'ProductListed'),
  revised('product'),
  created('account', 'AccountCreated'),
  crm('AccountTierChanged', 'account', 'The tier of an account changed: how much an agent may do there.'),
  crm('AccountOwnerChanged', 'account', 'An account changed hands.'),
  revised('account'),
  created('contact', 'ContactCreated'),
  crm('ContactRoleAssigned', 'contact', 'A contact was given a buying role.'),
  crm('ContactConsentChanged', 'contact', 'Consent or objection of a contact changed.'),
  revised('contact'),
  created('opportunity', 'OpportunityCreated'),
  crm('OpportunityStageMoved', 'opportunity', 'A deal moved to another sub-stage, forward or back.'),
  crm('OpportunityWon', 'opportunity', 'A deal was won; `amount` is its value.'),
  crm('OpportunityLost', 'opportunity', 'A deal was lost.'),
  crm('OpportunityReopened', 'opportunity', 'A closed deal was opened again.'),
  crm('AmountRevised', 'opportunity', 'The amount of a deal changed.'),
  crm('CloseDatePushed', 'opportunity', 'The expected close date moved to a later day.'),
  crm('CloseDatePulledIn', 'opportunity', 'The expected close date moved to an earlier day, or was set.'),
  crm('OpportunityOwnerChanged', 'opportunity', 'A deal changed hands.'),
  crm('MeddiccEvidenceRecorded', 'opportunity', 'Evidence for MEDDICC letters was recorded.'),
  revised('opportunity'),
  created('activity', 'ActivityLogged'),
  revised('activity'),
  created('case', 'CaseOpened'),
  crm('CaseEscalated', 'case', 'The escalation level of a case rose.'),
  crm('CaseClosed', 'case', 'A case was closed.'),
  revised('case'),
  created('contract', 'ContractRecorded'),
  revised('contract'),
  created('task', 'TaskCreated'),
  revised('task'),
  created('document', 'DocumentFiled'),
  revised('document'),
  created('target', 'TargetSet'),
  revised('target'),
  defineEvent({
    type: 'RecordDeleted',
    version: 1,
    topic: 'crm.deletion',
    key: '{recordType}/{recordId}',
    writtenBy: ['gateway'],
    description: 'A record was deleted in the CRM. It goes to the topic of the record’s own events.',
    schema: deletedRecordData,
  }),
] as const;

/** Events about an import as a whole. */
const imported = <S extends z.ZodType>(type: string, description: string, schema: S) =>
  defineEvent({
    type,
    version: 1,
    topic: 'crm.import',
    key: 'import/{importId}',
    writtenBy: ['gateway'],
    description,
    schema,
  });

export const IMPORT_EVENTS = [
  imported(
    'BusinessClockSet',
    "The company's business clock was set: live, or frozen at the newest past event of an import.",
    z.strictObject({
      mode: z.enum(['live', 'frozen']).describe('Whether business time moves on'),
      date: z.iso.date().nullable().describe('Business day it is frozen at; null while live'),
    }),
  ),
  imported(
    'ImportCompleted',
    'All events of an import are in the log. Consumers may now score what the import touched as one pass.',
    z.strictObject({
      importId: z.string(),
      files: z.array(z.string()).describe('Names of the files that were read'),
      records: z.record(z.string(), z.int()).describe('Records by type'),
      events: z.int().describe('Events the import gave'),
      asOf: z.iso.date().describe('Business date the import speaks as of'),
    }),
  ),
] as const;
