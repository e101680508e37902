import { z } from 'zod';

/** Every error of the API has this shape: what went wrong and what the reader can do about it. */
export const problemSchema = z
  .object({
    status: z.int(),
    code: z
      .string()
      .describe(
        'stable word for programs: `not-signed-in`, `not-permitted`, `not-found`, `bad-request`, `service-down`, `stale`',
      ),
    message: z.string(),
    remedy: z.string().nullable(),
    service: z.string().nullable().describe('the service that is down or refused, where it is not the console itself'),
    issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problemSchema>;
