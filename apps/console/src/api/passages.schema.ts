import { z } from 'zod';
import { limitQuery } from './reference.schema';

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

export const playbookSearchQuerySchema = z.object({
  question: z.string().trim().min(1).max(1_000).describe('in your own words'),
  limit: limitQuery(20, 5),
  neighbours: whole(0, 5).default(0).describe('passages before and after each hit'),
  stage: whole(1, 7).optional().describe('only what is of this stage or of none'),
  persona: z.string().max(100).optional().describe('only what is for this persona or for all'),
  language: z.string().length(2).optional().describe('ISO 639-1, if not that of the question'),
  on: z.iso.date().optional().describe('only what holds on this day'),
});
export type PlaybookSearchQuery = z.output<typeof playbookSearchQuerySchema>;

const near = z.object({ id: z.string(), heading: z.string(), text: z.string(), line: z.int() });
const found = z
  .object({
    id: z.string().describe('cite it by this'),
    source: z.string().describe('`playbook`, or `documents` of the company'),
    title: z.string(),
    heading: z.string(),
    path: z.array(z.string()).describe('headings above it'),
    file: z.string(),
    line: z.int(),
    page: z.int().nullable().describe('page or slide; null where the file has none'),
    text: z.string(),
    score: z.number(),
    neighbours: z.array(near),
  })
  .meta({ id: 'FoundPassage' });

export const playbookAnswerSchema = z
  .object({
    question: z.string(),
    known: z.boolean().describe('whether the passages answer it'),
    confidence: z.number().describe('probability that they do, 0–1, guessed from how they were found'),
    confidenceNeeded: z.number(),
    readBy: z.string().nullable().describe('model that read them and decided; null where it is guessed'),
    quotation: z
      .object({ passage: z.string(), words: z.string() })
      .nullable()
      .describe('the words that answer, of the first passage; null where none do, or nobody read'),
    notRead: z.string().nullable().describe('why nobody read them although a model is to; null otherwise'),
    mode: z.string().describe('how they were found'),
    withoutVectors: z.string().nullable().describe('why not by meaning; null where they were found by it too'),
    language: z.string(),
    searched: z.array(z.string()),
    passages: z.array(found).describe('best first; none where it is not known'),
    nearest: z.array(found).describe('where it is not known: what came nearest, to look at only'),
  })
  .meta({ id: 'PlaybookAnswer' });
export type PlaybookAnswer = z.infer<typeof playbookAnswerSchema>;

const fileProblem = z.object({ file: z.string(), line: z.int(), message: z.string(), suggestion: z.string() });

export const passagesSchema = z
  .object({
    version: z.int().describe('counts every change'),
    embedding: z
      .object({
        model: z.string().nullable().describe('that makes the vectors of passages; null: words alone'),
        failure: z.string().nullable().describe('why some passages have none, or all; null: all have one'),
      })
      .describe('by which passages are found by meaning'),
    sources: z.array(
      z.object({
        source: z.string().describe('`playbook`, or `documents` of the company'),
        place: z.string().describe('version of the playbook, or the folder'),
        documents: z.int(),
        passages: z.int(),
        withVector: z.int().describe('passages that have a vector'),
        since: z.string().describe('when what is indexed of it last changed'),
        lookedAt: z.string(),
        unreadable: z.array(fileProblem).describe('files that are not indexed, with the remedy'),
        problems: z.array(fileProblem).describe('what else files say that could not be used'),
        failure: z.string().nullable().describe('why it could not be looked at; it is searched as it was'),
      }),
    ),
  })
  .meta({ id: 'Passages' });

export const passagesLookedSchema = passagesSchema
  .extend({ looked: z.boolean().describe('false: it is still being looked at; ask again') })
  .meta({ id: 'PassagesLooked' });
export const passagesLookBodySchema = z.object({}).meta({ id: 'PassagesLookBody' });
