import { z } from 'zod';
import { RECORD_TYPES, type RecordType } from '../sales/records';
import { defineEvent, sealedSchema } from './envelope';

/**
 * What happened to the company's CRM records, written by gateway. Each event's `data` names the record and the
 * fields it sets (`set`), so that one projection serves every mirror; the meaning is in the type.
 * Key: the record reference, `opportunity/1C1I7A6R`. `version` is the record's version in the CRM.
 */
const value = z.union([
  z.null(),
  z.string(),
  z.number(),
  z.boolean(),
  z.array(z.string()),
  sealedSchema,
  z.record(z.string(), z.unknown()),
]);

export const recordSet = z.record(z.string(), value);

const recordData = z.strictObject({
  recordType: z.enum(RECORD_TYPES as [RecordType, ...RecordType[]]),
  recordId: z.string(),
  recordVersion: z.int().nonnegative(),
  /** The fields this event sets, personal ones sealed. */
  set: recordSet,
  /** The values they had, where the CRM knew them. */
  before: recordSet.optional(),
  /** Who changed it: a person's id, `import`, or the action id of our own write. */
  by: z.string(),
  /** True for a value without a date of its own in an import: known only from the import on. */
  undated: z.boolean().optional(),
});
export type RecordEventData = z.infer<typeof recordData>;

const crm = (type: string, entity: string, description: string) =>
  defineEvent({ type, version: 1, topic: `crm.${entity}`, description, schema: recordData });

const created = (entity: string, type: string) => crm(type, entity, `A ${entity} came into being.`);
const revised = (entity: string) =>
  crm(
    `${entity[0]!.toUpperCase()}${entity.slice(1)}FieldsRevised`,
    entity,
    `Fields of a ${entity} changed in a way that has no event of its own.`,
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
  crm('AmountRevised', 'opportunity', 'The amount of an open deal changed.'),
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
  crm('RecordDeleted', 'deletion', 'A record was deleted in the CRM.'),
] as const;

/** Events about a person's data as a whole. Key: `erasure/{record}`. */
export const PERSONAL_DATA_EVENTS = [
  defineEvent({
    type: 'SubjectErased',
    version: 1,
    topic: 'crm.erasure',
    description:
      'A person was erased: what is sealed for these subjects opens no more. Drop what you kept of it opened.',
    schema: z.strictObject({
      subject: z.string().describe('the record of the person, `contact/C1`'),
      sealedSubjects: z.array(z.string()).describe('the person, and the free texts that spoke of them'),
      by: z.string(),
      reason: z.string(),
      counts: z.record(z.string(), z.int()).describe('what was erased, by where it was kept'),
    }),
  }),
] as const;

/** Events about an import as a whole. Key: `import/{id}`. */
export const IMPORT_EVENTS = [
  defineEvent({
    type: 'BusinessClockSet',
    version: 1,
    topic: 'crm.import',
    description: "The company's business clock was set: live, or frozen at the newest past event of an import.",
    schema: z.strictObject({ mode: z.enum(['live', 'frozen']), date: z.iso.date().nullable() }),
  }),
  defineEvent({
    type: 'ImportCompleted',
    version: 1,
    topic: 'crm.import',
    description: 'All events of an import are in the log. Consumers may now score what the import touched as one pass.',
    schema: z.strictObject({
      importId: z.string(),
      files: z.array(z.string()),
      records: z.record(z.string(), z.int()),
      events: z.int(),
      /** Business date the import speaks as of. */
      asOf: z.iso.date(),
    }),
  }),
] as const;
