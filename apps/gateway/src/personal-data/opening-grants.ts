import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { RECORDS } from '@salesagent/canon/sales';

/** `contact` for the values of a contact itself, `text/activity` for what was written of an activity. */
const kind = z
  .string()
  .regex(/^(text\/)?[a-z]+$/)
  .refine((k) => k.replace(/^text\//, '') in RECORDS, 'no such record type; say `contact`, `person` or `text/<type>`');

const grantsSchema = z.array(
  z.strictObject({
    client: z.string().min(1).describe('`sub` of its tokens'),
    purpose: z.string().min(1).describe('why it needs them; kept with every opening'),
    opens: z.array(kind).min(1),
    perMinute: z.int().positive().max(100_000).default(6_000).describe('values a minute'),
  }),
);

/** What one client outside the system may open. */
export type OpeningGrant = z.infer<typeof grantsSchema>[number];

/** The grants file cannot be used; gateway does not start with it. */
export class OpeningGrantsError extends Error {
  override readonly name = 'OpeningGrantsError';
}

/** Grants by client. Without a file nobody outside may open anything. @throws OpeningGrantsError */
export function readOpeningGrants(file: string | undefined): Map<string, OpeningGrant> {
  if (file === undefined) return new Map();
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new OpeningGrantsError(`SEALED_GRANTS_FILE ${file} is not readable JSON: ${(error as Error).message}`);
  }
  const result = grantsSchema.safeParse(json);
  if (!result.success) {
    const { path, message } = result.error.issues[0]!;
    throw new OpeningGrantsError(`SEALED_GRANTS_FILE ${file}, ${path.join('.') || 'as a whole'}: ${message}`);
  }
  return new Map(result.data.map((grant) => [grant.client, grant]));
}

/** The kind of a subject, as grants name it: `contact/C1` → `contact`, `text/activity/N1` → `text/activity`. */
export function kindOfSubject(subject: string): string {
  const [first = '', second = ''] = subject.split('/');
  return first === 'text' ? `text/${second}` : first;
}
