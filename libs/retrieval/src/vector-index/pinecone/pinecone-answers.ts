import { z } from 'zod';

/** Of Pinecone's answers what is read here. */
export const statsAnswer = z.object({
  dimension: z.int().optional(),
  metric: z.string().optional(),
});

export const upsertAnswer = z.object({ upsertedCount: z.int() });

export const deleteAnswer = z.looseObject({});

const key = z.object({ source: z.string(), id: z.string() });

/** Said with every answer that reads; without it, it is none, and not one that found nothing. */
const namespace = z.string();

export const queryAnswer = z.object({
  namespace,
  matches: z.array(z.object({ score: z.number(), metadata: key })).default([]),
});

/** Of a search that is only made for what its headers say. */
export const freshnessAnswer = z.looseObject({});

export const listAnswer = z.object({
  namespace,
  vectors: z.array(z.object({ id: z.string() })).default([]),
  pagination: z.object({ next: z.string().optional() }).nullish(),
});

export const fetchAnswer = z.object({
  namespace,
  vectors: z.record(z.string(), z.object({ metadata: key.extend({ hash: z.string() }) })).default({}),
});
