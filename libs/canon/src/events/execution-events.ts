import { z } from 'zod';
import { defineEvent, type EventDefinition } from './definition';
import { actionId, digest, values } from './proposal';

/** What gateway did with a permit: started, and how it ended. */
const execution = <S extends z.ZodType>(type: string, description: string, schema: S): EventDefinition<S> =>
  defineEvent({
    type,
    version: 1,
    topic: 'execution.action',
    key: 'execution-{actionId}',
    writtenBy: ['gateway'],
    description,
    schema,
  });

const reason = z.string().describe('What happened, in a sentence');

export const EXECUTION_EVENTS = [
  execution(
    'ExecutionStarted',
    'Gateway accepted a permit and begins.',
    z.strictObject({
      actionId,
      digest,
      permitId: z.string().describe('Permit it runs under'),
      killEpoch: z.int().describe('Epoch of the kill switch that the permit carries'),
    }),
  ),
  execution(
    'ActionExecuted',
    'It happened, once.',
    z.strictObject({
      actionId,
      writes: z
        .array(
          z.strictObject({
            record: z.string().describe('Record that was written, `{type}/{id}`'),
            before: values
              .nullable()
              .meta({ description: 'Values before; null when the record was created', 'x-sealed': true }),
            after: values.meta({ description: 'Values after, personal ones sealed', 'x-sealed': true }),
            recordVersion: z.int().describe('Version of the record after the write'),
          }),
        )
        .describe('What was written to the CRM'),
      undoable: z.boolean().describe('Whether it can be taken back while nobody touches the record'),
      note: z.string().nullable().describe('What was left alone, and why'),
    }),
  ),
  execution(
    'ActionFailed',
    'It did not happen, with the reason.',
    z.strictObject({
      actionId,
      reason,
      code: z.string().describe('Word for programs: `changed-since`, `not-found`, `invalid-field` …'),
    }),
  ),
  execution(
    'ActionOutcomeUnknown',
    'It may or may not have happened; being resolved by external key, else by a person.',
    z.strictObject({ actionId, reason }),
  ),
  execution(
    'ActionUndone',
    'An executed change was taken back; the record had not been touched since.',
    z.strictObject({ actionId, by: z.string().describe('Person id'), reason }),
  ),
] as const;
