import { parseDocument } from 'yaml';
import { z } from 'zod';
import { frontMatterSchema } from './front-matter';
import type { PlaybookProblem } from './problems';
import { splitSection, type SectionSource } from './source';

/** Where the words of an imported section come from, as its front matter says. */
export const importSourceSchema = z.strictObject({
  /** Name of the document. */
  file: z.string().min(1),
  /** Of the edition that was imported. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be the SHA-256 of the document'),
  /** First 16 digits of the SHA-256 of all that stood below the front matter as imported. */
  body: z
    .string()
    .regex(/^[0-9a-f]{16}$/, 'must be 16 digits of a SHA-256')
    .optional(),
  /** By slug of the passage: where it stands in the document, and what it said there. */
  passages: z.record(
    z.string(),
    z.strictObject({
      /** Page or slide; null where the document has none. */
      page: z.int().positive().nullable(),
      /** First 16 digits of the SHA-256 of its words as imported: tells whether they were edited since. */
      sha256: z.string().regex(/^[0-9a-f]{16}$/, 'must be 16 digits of a SHA-256'),
    }),
  ),
});
export type ImportSource = z.infer<typeof importSourceSchema>;

/** Who put an imported section in force, and on which day. */
export const signedOffSchema = z.strictObject({
  by: z.string().trim().min(1, 'must name a person'),
  on: z.iso.date('must be a day such as 2026-01-31'),
});
export type SignedOff = z.infer<typeof signedOffSchema>;

/** `on` and `off` are of the action. */
const standing = z.enum(['on', 'off', 'draft'], { error: 'can only be on, off or draft' });

/** Front matter as an author may write it, with what is about the file alone. */
export const writtenFrontMatterSchema = frontMatterSchema.extend({
  status: standing
    .default('on')
    .describe('off: the action proposes nothing, and says so; draft: the section is not in force'),
  source: importSourceSchema.optional().describe('written by `salesagent playbook import`'),
  signedOff: signedOffSchema.optional().describe('who put an imported section in force, and on which day'),
});

const standingSchema = z.looseObject({
  status: standing.optional(),
  source: importSourceSchema.optional(),
  signedOff: signedOffSchema.optional(),
});

/** Keys of front matter that are about the file of a section: they are in no layer, and no code reads them. */
const OF_THE_FILE: ReadonlySet<string> = new Set(['source', 'signedOff']);

/** Front matter as a layer has it. */
export const withoutStanding = (frontMatter: unknown): unknown =>
  typeof frontMatter === 'object' && frontMatter !== null && !Array.isArray(frontMatter)
    ? Object.fromEntries(Object.entries(frontMatter).filter(([key]) => !OF_THE_FILE.has(key)))
    : frontMatter;

/**
 * The text of a section that is in force, as it is published: who signed the file off, and the document it comes from,
 * stay with the file. A name in it would be kept for good, and without its source the section is no draft.
 */
export function withoutStandingText(section: SectionSource, text: string): string {
  const { front, body } = splitSection(text);
  if (front === null || section.frontMatter.value() === undefined) return text;
  const document = parseDocument(front);
  if (![...OF_THE_FILE].some((key) => document.has(key))) return text;
  for (const key of OF_THE_FILE) document.delete(key);
  return `---\n${document.toString({ lineWidth: 0 })}---\n${body}`;
}

/** A section that is written and not in force: no code and no search reads it. */
export interface DraftSection {
  /** `5-close/pricing-optimization` */
  id: string;
  /** From the playbooks folder on. */
  file: string;
  source: ImportSource | null;
  /** Mistakes in it. They keep no service from starting, for none reads it. */
  problems: PlaybookProblem[];
}

/**
 * Whether a section is in force. A draft says so; what was imported is one until somebody has signed it off, so that
 * taking the status out by hand without a name is a mistake and not a signature.
 */
export function isDraft(section: SectionSource, problems: PlaybookProblem[]): boolean {
  const front: unknown = section.frontMatter.value() ?? {};
  const read = standingSchema.safeParse(front);
  if (!read.success) {
    for (const { path, message } of read.error.issues) {
      problems.push({
        ...{ file: section.file, line: section.frontMatter.lineOf(path), message: `${path.join('.')}: ${message}` },
        suggestion: 'correct it, or run `salesagent playbook import` again; until then the section is not in force',
      });
    }
    return true;
  }
  const { status, source, signedOff } = read.data;
  if (status === 'draft') return true;
  if (source === undefined || signedOff !== undefined) return false;
  problems.push({
    file: section.file,
    line: section.frontMatter.lineOf(['source']),
    message: `was imported from ${source.file} and nobody has signed it off: it is not in force`,
    suggestion: 'add "signedOff: { by: your name, on: the day }", or use `salesagent playbook import --accept`',
  });
  return true;
}

/** What a draft says of where it comes from; null where it does not, or not readably. */
export function importSourceOf(section: SectionSource): ImportSource | null {
  const front: unknown = section.frontMatter.value();
  const read = z.looseObject({ source: importSourceSchema }).safeParse(front);
  return read.success ? read.data.source : null;
}
