import { tidy } from '@salesagent/documents/reading';
import { yamlValueOf } from '@salesagent/governance';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { DOCUMENT_KINDS } from '../document-use';
import { KEPT_BACK, maySayConfidential, saidConfidential, saysConfidentialAbove } from './said-confidential';
import type { SourceProblem } from './source';

/** PostgreSQL knows no year 0, and one before the first computers is a slip. */
const EARLIEST = '1900-01-01';

const day = z
  .union([z.iso.date(), z.date().transform((date) => date.toISOString().slice(0, 10))])
  .refine((date) => date >= EARLIEST, `must not be before ${EARLIEST}`)
  .nullish()
  .describe('`2026-01-31`');
/** YAML has escapes, so that a text without half letters may still say one. */
const line = z.string().transform((text) => tidy(text).replaceAll('\n', ' '));
const words = z
  .union([line.transform((one) => [one]), z.array(line)])
  .nullish()
  .transform((value) => value ?? []);

/** What the front matter of a document may say of it; other keys are its author's own. */
const known = {
  title: line.nullish(),
  language: z
    .string()
    .regex(/^[a-z]{2}$/, 'must be an ISO 639-1 code such as en or de')
    .nullish(),
  company: line.nullish(),
  stage: z.int().min(1).max(7).nullish(),
  persona: words,
  effectiveFrom: day,
  effectiveTo: day,
  kind: z.enum(DOCUMENT_KINDS, { error: `must be one of ${DOCUMENT_KINDS.join(', ')}` }).nullish(),
  industry: words,
  reference: z.enum(['public', 'none'], { error: 'must be public or none' }).nullish(),
  /** Read by `saidConfidential`. */
  confidential: z.boolean().optional(),
};
const frontMatterSchema = z.object(known);
export type FrontMatter = z.output<typeof frontMatterSchema>;

export interface FrontMatterRead {
  values: FrontMatter;
  /** Where the text begins. */
  bodyStart: number;
  problems: SourceProblem[];
}

/**
 * Reads front matter where there is some; what cannot be used is reported and left out, key by key. Only whether it is
 * confidential is not: a document that says something of it which cannot be read is.
 */
export function readFrontMatter(file: string, text: string): FrontMatterRead {
  const nothing = frontMatterSchema.parse({});
  const match = /^---\n([\s\S]*?)\n---[ \t]*(?:\n|$)/.exec(text);
  if (!match) return withoutFrontMatter(file, text, nothing);
  const bodyStart = match[0].length;
  const mayBe = maySayConfidential(match[1] ?? '');
  const unread = mayBe ? { ...nothing, confidential: true } : nothing;
  const leftOut = mayBe ? `it was left out, and ${KEPT_BACK}` : 'it was left out';
  const lines = new LineCounter();
  const document = parseDocument(match[1] ?? '', { lineCounter: lines, prettyErrors: false });
  const error = document.errors[0];
  if (error) {
    const line = lines.linePos(error.pos[0]).line + 1;
    const suggestion = `check indentation, quotes and that every key appears once; ${leftOut}`;
    const message = `the front matter is not valid YAML: ${error.message}`;
    return { values: unread, bodyStart, problems: [{ file, line, message, suggestion }] };
  }
  const { value: given, problem } = yamlValueOf(document, lines);
  if (problem) {
    const { line, message, suggestion } = problem;
    const told = { message: `the front matter is ${message}`, suggestion: `${suggestion}; ${leftOut}` };
    return { values: unread, bodyStart, problems: [{ file, line: line + 1, ...told }] };
  }
  const said = saidConfidential(document, lines);
  const problems: SourceProblem[] = said.unread ? [{ file, ...said.unread, line: said.unread.line + 1 }] : [];
  const isKeyed = typeof given === 'object' && given !== null && !Array.isArray(given);
  const usable: Record<string, unknown> = { ...(isKeyed && given), confidential: said.confidential };
  for (const [key, schema] of Object.entries(known)) {
    const read = schema.safeParse(usable[key]);
    if (read.success) continue;
    delete usable[key];
    const at = (match[1] ?? '').split('\n').findIndex((line) => line.toLowerCase().startsWith(`${key.toLowerCase()}:`));
    problems.push({
      ...{ file, line: at + 2, message: `${key}: ${read.error.issues[0]?.message ?? 'not usable'}` },
      suggestion: 'correct the value; it was left out',
    });
  }
  return { values: frontMatterSchema.parse(usable), bodyStart, problems };
}

/** What is no front matter is text; whoever wrote that it is confidential is heard all the same. */
function withoutFrontMatter(file: string, text: string, nothing: FrontMatter): FrontMatterRead {
  if (!saysConfidentialAbove(text)) return { values: nothing, bodyStart: 0, problems: [] };
  const message = 'the front matter does not begin or does not end with a line of ---: the document is confidential';
  const suggestion =
    'put --- alone on the first line and below the last key; `confidential: false` there makes it public';
  const problem = { file, line: 1, message, suggestion };
  return { values: { ...nothing, confidential: true }, bodyStart: 0, problems: [problem] };
}
