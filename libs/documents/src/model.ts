import { z } from 'zod';

/** Text with `**bold**` runs; nothing else is markup. */
const text = z.string();

export const blockSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('heading'), level: z.union([z.literal(1), z.literal(2), z.literal(3)]), text }),
  z.strictObject({ kind: z.literal('paragraph'), text }),
  z.strictObject({ kind: z.literal('bullets'), items: z.array(text) }),
  z.strictObject({
    kind: z.literal('table'),
    head: z.array(text),
    rows: z.array(z.array(text)),
    /** Columns (from 0) that hold numbers and are set flush right. */
    numeric: z.array(z.int().nonnegative()).optional(),
  }),
  z.strictObject({
    kind: z.literal('picture'),
    /** A Vega-Lite specification with its data inline. */
    spec: z.record(z.string(), z.unknown()),
    /** What the picture shows, for those who do not see it, and for Markdown. */
    alt: z.string().min(1),
    /** Pixels. */
    width: z.int().positive(),
    height: z.int().positive(),
  }),
  z.strictObject({ kind: z.literal('note'), text }),
  z.strictObject({ kind: z.literal('page-break') }),
]);
export type Block = z.infer<typeof blockSchema>;

/** What a document says, apart from how it looks: one model for Word, Markdown and mail. */
export const documentModelSchema = z.strictObject({
  title: z.string(),
  subtitle: z.string().optional(),
  /** BCP 47; `en` when absent. */
  language: z.string().optional(),
  blocks: z.array(blockSchema),
});
export type DocumentModel = z.infer<typeof documentModelSchema>;

export interface Run {
  text: string;
  bold: boolean;
}

/** Splits `**bold**` text into runs; an unclosed `**` is plain text. */
export function runsOf(source: string): Run[] {
  const parts = source.split('**');
  if (parts.length % 2 === 0) return [{ text: source, bold: false }];
  return parts.flatMap((part, i) => (part === '' ? [] : [{ text: part, bold: i % 2 === 1 }]));
}
