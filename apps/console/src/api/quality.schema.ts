import { z } from 'zod';
import { RECORD_TYPES } from '@salesagent/canon/sales';
import { day, limitQuery, offsetQuery } from './reference.schema';

/** Types in which duplicates are looked for. */
const DUPLICATE_TYPES = ['account', 'contact'] as const;
const duplicateType = z.enum(DUPLICATE_TYPES);
const recordType = z.enum(RECORD_TYPES).meta({ id: 'RecordType' });

const entrySchema = z
  .object({
    rule: z.string().describe('names the complaint within its type'),
    field: z.string().nullable().describe('the field a person would look at; `@changed` is when it last changed'),
    what: z.string(),
    count: z.int(),
    costs: z.number().describe('points of the type’s score (of 100) that go with it'),
    ids: z.array(z.string()).describe('examples'),
  })
  .meta({ id: 'QualityEntry' });

const partSchema = z
  .object({
    share: z.number().describe('0 to 1: what is as it should be'),
    against: z.int().describe('records (of completeness: values) that count against it'),
    of: z.int(),
    list: z.array(entrySchema).describe('most frequent first'),
  })
  .meta({ id: 'QualityPart' });

const likelySchema = z
  .object({
    type: duplicateType,
    ids: z.array(z.string()).length(2),
    score: z.number().describe('0 to 1: how alike'),
    why: z.array(z.string()),
  })
  .meta({ id: 'DuplicatePair' });

export const qualitySchema = z
  .object({
    asOf: day,
    score: z.number().nullable().describe('0 to 100; `null` where there are no records that any action reads'),
    lookedAt: z.string().nullable().describe('when duplicates were looked for last'),
    types: z.array(
      z
        .object({
          type: recordType,
          records: z.int(),
          score: z.number().describe('0 to 100'),
          completeness: partSchema,
          possible: partSchema,
          fresh: partSchema.nullable().describe('`null` for types that do not age'),
          distinct: partSchema.nullable().describe('`null` for types in which duplicates are not looked for'),
          duplicates: z.array(likelySchema).describe('the likeliest pairs'),
        })
        .meta({ id: 'TypeQuality' }),
    ),
  })
  .meta({ id: 'Quality' });

export const qualityRecordsQuery = z.object({
  type: recordType,
  rule: z.string(),
  limit: limitQuery(200, 50),
  after: z.string().optional().describe('`next` of the page before'),
});

export const qualityRecordsSchema = z
  .object({
    type: recordType,
    rule: z.string(),
    field: z.string(),
    what: z.string(),
    asOf: day,
    total: z.int(),
    records: z.array(
      z.object({
        id: z.string(),
        label: z.string(),
        owner: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
        value: z.unknown().describe('what the field holds'),
        page: z.string().nullable().describe('`{type}/{id}` of the deal or account whose page shows it'),
      }),
    ),
    next: z.string().nullable().describe('continues the list as `after`'),
  })
  .meta({ id: 'QualityRecords' });

const sideSchema = z
  .object({
    id: z.string(),
    label: z.string(),
    owner: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
    page: z.string().nullable().describe('`{type}/{id}` of the account whose page shows it'),
    openDeals: z.int(),
  })
  .meta({ id: 'PairSide' });

export const pairSchema = z
  .object({
    type: duplicateType,
    one: sideSchema,
    other: sideSchema,
    score: z.number().describe('0 to 1: how alike'),
    why: z.array(z.string()),
    fields: z
      .array(z.object({ field: z.string(), one: z.unknown(), other: z.unknown() }))
      .describe('fields that either holds'),
    decision: z
      .object({
        decision: z.enum(['not-the-same', 'merge-asked']),
        by: z.object({ id: z.string(), name: z.string().nullable() }),
        at: z.string(),
        taskId: z.string().nullable().describe('the task that the request became, where tasks are ours'),
      })
      .nullable(),
  })
  .meta({ id: 'Pair' });

export const pairsQuery = z.object({
  type: duplicateType,
  state: z.enum(['open', 'not-the-same']).default('open').describe('`not-the-same`: those that somebody dismissed'),
  limit: limitQuery(50, 10),
  offset: offsetQuery,
});

export const pairsSchema = z
  .object({
    type: duplicateType,
    crm: z.enum(['postgres', 'salesforce', 'hubspot']).describe('where a person merges them'),
    total: z.int(),
    pairs: z.array(pairSchema).describe('the likeliest first'),
  })
  .meta({ id: 'Pairs' });

export const decidePairSchema = z
  .object({
    type: duplicateType,
    ids: z.tuple([z.string(), z.string()]),
    decision: z
      .enum(['not-the-same', 'merge-asked', 'open'])
      .describe('`open` takes back what was said; nothing is ever merged here'),
  })
  .meta({ id: 'DecidePairBody' });
