import { z } from 'zod';

/** Of Qdrant's answers what is read here. */
const answered = <T extends z.ZodType>(result: T) => z.object({ result });

export const anyAnswer = z.looseObject({});

/** A collection with one unnamed vector; one with names or without any has no size of its own. */
export const collectionAnswer = answered(
  z.object({
    payload_schema: z.record(z.string(), z.unknown()).default({}),
    config: z.object({ params: z.object({ vectors: z.object({ size: z.int(), distance: z.string() }) }) }),
  }),
);

/** With `wait=true` it is `completed`, unless the server gave up waiting. */
export const updateAnswer = answered(z.object({ status: z.string() }));

export const scrollAnswer = answered(
  z.object({
    points: z.array(z.object({ payload: z.object({ source: z.string(), id: z.string(), hash: z.string() }) })),
    next_page_offset: z.union([z.string(), z.int()]).nullish(),
  }),
);

export const queryAnswer = answered(
  z.object({
    points: z.array(z.object({ score: z.number(), payload: z.object({ source: z.string(), id: z.string() }) })),
  }),
);
