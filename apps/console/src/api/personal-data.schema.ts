import { z } from 'zod';

/** Questions about people are posted: a name or an address in a URL would stand in logs. */
const ref = z.string().min(1).describe('`contact/ID` or `person/ID`');

export const findPeopleBodySchema = z
  .object({ query: z.string().min(2).describe('id, name, e-mail address or telephone number, or a part of it') })
  .meta({ id: 'FindPeopleBody' });
export const foundPeopleSchema = z
  .object({
    people: z.array(
      z.object({
        ref,
        name: z.string().nullable(),
        email: z.string().nullable(),
        accountId: z.string().nullable(),
        erasedAt: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'FoundPeople' });

export const exportPersonBodySchema = z.object({ ref }).meta({ id: 'ExportPersonBody' });
export const personalDataSchema = z
  .object({
    ref,
    held: z.array(
      z.object({
        kind: z.string().describe('`record`, `text`, `event`, `proposal`, `draft`, `document`, …'),
        where: z.string().describe('the record, event, action or document that holds it'),
        field: z.string(),
        value: z.unknown(),
        since: z.string().nullable().describe('since when it is held so; null where no time is kept'),
      }),
    ),
  })
  .meta({ id: 'PersonalData' });

export const erasePersonBodySchema = z
  .object({
    ref,
    reason: z.string().min(1).describe('kept for good: a reference to the request, nothing of the person'),
    confirm: z.boolean().default(false),
  })
  .meta({ id: 'ErasePersonBody' });
export const erasureSchema = z
  .object({
    ref,
    done: z.boolean().describe('nothing was left to erase'),
    counts: z.object({
      keys: z.int(),
      values: z.int(),
      texts: z.int(),
      mentions: z.int(),
      changes: z.int(),
      importMemory: z.int(),
      copies: z.int(),
      documents: z.int(),
    }),
    stays: z
      .array(z.object({ record: z.string(), field: z.string() }))
      .describe('business texts that name the person: mended in the CRM, their former values stay in the log'),
    erasedAt: z.string().nullish(),
  })
  .meta({ id: 'Erasure' });
