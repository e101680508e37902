import { z } from 'zod';

/** A passage of a document of the company, as an agent found it. */
export const documentPassageSchema = z
  .strictObject({
    id: z.string().describe('As it is cited: `document:`, id of the document, `#`, slug of the heading'),
    source: z.string().describe('What it was indexed with'),
    title: z.string().describe('Of the document'),
    file: z.string().describe('Where a reader finds it, within its source'),
    heading: z.string().describe('Above the passage'),
    line: z.int().describe('Of the file; of one without lines, of its text as read'),
    page: z.int().nullable().describe('Page or slide; null where the file has none'),
    kind: z.string().describe('case-study, product-sheet or security-answer'),
    mayNameCustomers: z.boolean().describe('Whether the document says that customers in it may be named to others'),
    edition: z.string().describe('Hash of the document'),
    hash: z.string().describe('Hash of the words'),
    confidence: z.number().describe('That it answers what was asked, 0–1'),
    text: z.string().describe('The words, as they were found'),
  })
  .describe('A passage of a document of the company, as it was found');
export type DocumentPassage = z.infer<typeof documentPassageSchema>;
