import { z } from 'zod';
import { CONDUCT_LIMITS } from '../conduct-limits';
import type { PromiseKind } from './promises';

/** Sections of the playbook that say what a text for a customer may hold. */
export const OUTPUT_SECTIONS = {
  policy: 'conduct/output-policy',
  tone: 'conduct/tone',
  disclosure: 'conduct/ai-disclosure',
} as const;

const never = z.literal('never', { error: 'cannot be loosened: write never' });
const asWorded = z.enum(['never', 'wording'], { error: 'write never, or wording: as the templates say it' });
const phrases = z.array(z.string().min(1)).min(1);

/** Rules of `conduct/output-policy`. What must never be promised cannot be loosened by a company. */
export const outputPolicyRules = z.strictObject({
  promises: z.strictObject({
    guarantee: never,
    legal: never,
    reference: asWorded,
    discount: asWorded,
    price: asWorded,
    deadline: asWorded,
    commitment: asWorded,
  } satisfies Record<PromiseKind, z.ZodType>),
  pricesFrom: z.array(z.string()),
  subjectNever: phrases,
  linksAtMost: z.int().min(0).max(1),
});

/** What is read of `conduct/tone`. */
export const toneRules = z.looseObject({
  firstTouchWordsAtMost: z.int().positive().max(CONDUCT_LIMITS.firstTouchWords),
  questionsAtMost: z.int().min(0).max(1),
  forbidden: phrases,
});

/** What is read of `conduct/ai-disclosure`. */
export const disclosureRules = z.looseObject({
  disclosedIn: phrases,
  wording: z.string().includes('{company}', { error: 'must name the company: write {company} where its name goes' }),
  firstMessage: z.literal(true, { error: 'cannot be loosened: the first message says it' }),
});

type Rules<S extends z.ZodType> = z.output<S> & {
  /** Version of the section that sets them. */
  version: string;
};

/** What a text for a customer may hold, as one playbook says it. */
export interface OutputPolicy {
  policy: Rules<typeof outputPolicyRules>;
  tone: Rules<typeof toneRules>;
  disclosure: Rules<typeof disclosureRules>;
}
