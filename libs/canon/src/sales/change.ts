import { z } from 'zod';
import { RECORD_TYPES } from './records';

/**
 * What a proposal would do, exactly. It is what a person sees as a diff, what a decision binds by digest, and
 * what the gateway carries out.
 */
const recordType = z.enum(RECORD_TYPES).meta({ description: 'Type of record', extensible: true });
const record = z.strictObject({ type: recordType, id: z.string() }).describe('The record it is about');
const fieldValues = z
  .record(z.string(), z.unknown())
  .describe('Values by field name, shaped as in the events of the record');

const taskChangeSchema = z
  .strictObject({
    kind: z.literal('task'),
    ownerId: z.string().describe('Person the task is suggested to'),
    title: z.string(),
    body: z.string(),
    dueInBusinessDays: z.number().describe('Business days from acceptance'),
    accountId: z.string().nullable().optional(),
    opportunityId: z.string().nullable().optional(),
  })
  .describe('Suggest a task to one of our own people; the CRM task is written when its owner accepts.');

const fieldsChangeSchema = z
  .strictObject({
    kind: z.literal('fields'),
    record,
    expect: fieldValues.describe('Values the proposal saw; a different one makes it stale'),
    set: fieldValues,
  })
  .describe('Set fields of one record.');

const fieldsBatchChangeSchema = z
  .strictObject({
    kind: z.literal('fields-batch'),
    type: recordType,
    fields: z.array(z.string()).describe('Every field that a row may set'),
    rows: z
      .array(z.strictObject({ id: z.string().describe('Record id'), set: fieldValues }))
      .describe('One for each record'),
  })
  .describe('Set fields of many records as one set-based write: agent-owned fields, or the signed first tiering.');

const documentChangeSchema = z
  .strictObject({
    kind: z.literal('document'),
    record,
    name: z.string().describe('File name'),
    mediaType: z.string().describe('Media type of the rendered file'),
    content: z.unknown().describe('The content model the file is rendered from when executed'),
  })
  .describe('File a document with a record, a proposal draft for instance.');

const recordChangeSchema = z
  .strictObject({ kind: z.literal('record'), type: recordType, id: z.string(), set: fieldValues })
  .describe('Create a record.');

export const changeSchema = z
  .discriminatedUnion('kind', [
    taskChangeSchema,
    fieldsChangeSchema,
    fieldsBatchChangeSchema,
    documentChangeSchema,
    recordChangeSchema,
  ])
  .describe('The exact change; `kind` says which');

export type Change = z.infer<typeof changeSchema>;
export type TaskChange = z.infer<typeof taskChangeSchema>;
export type FieldsChange = z.infer<typeof fieldsChangeSchema>;
export type FieldsBatchChange = z.infer<typeof fieldsBatchChangeSchema>;
export type DocumentChange = z.infer<typeof documentChangeSchema>;
export type RecordChange = z.infer<typeof recordChangeSchema>;
