import { decodedText, documentBytes, printable, READING_LIMITS } from '@salesagent/documents/reading';
import { detectLanguage } from '../analysis/languages';
import { kindByFolder } from '../document-use';
import { readFrontMatter } from './front-matter';
import type { FileToLoad } from './document';
import { nameOf } from './document-ids';
import { cutAt, headingsIn } from './markdown';
import { headingsOf } from './markdown-headings';
import type { LoadedDocument } from './source';

export type MarkdownToLoad = FileToLoad & { id: string };

/** Characters that are parsed in hundredths of a second. */
const LARGE = 32_768;
/** What a reader of any format would take for one of another. */
const OTHER_FORMAT = /^PK|^\{\\rtf|^\s*<(?:!doctype )?html|%PDF-/i;
const isLarge = (text: string): boolean => text.length > LARGE && !OTHER_FORMAT.test(text.slice(0, 1024));

/**
 * What a file of Markdown says, letters that a database takes alone.
 * @throws UnreadableDocument when it is too large, or no text
 */
export const markdownText = async (path: string, file: string): Promise<string> =>
  printable(decodedText(file, await documentBytes(path, file, READING_LIMITS.markdownBytes)));

/** What nobody has put in force. */
export const isDraft = (text: string): boolean => /^---\n(?:(?!---)[^\n]*\n)*?status:[ \t]*['"]?draft\b/.test(text);

/**
 * A file of Markdown as a document: passages as written, filters from its front matter. A large one is parsed by `read`,
 * since a parser holds the thread it is on for seconds.
 * @throws UnreadableDocument
 */
export async function loadMarkdown(of: MarkdownToLoad): Promise<LoadedDocument> {
  const { source, id, file, path, hash, read } = of;
  const text = await markdownText(path, file);
  const { values, bodyStart, problems } = readFrontMatter(file, text);
  const body = text.slice(bodyStart);
  const offset = text.slice(0, bodyStart).split('\n').length - 1;
  const name = values.title ?? nameOf(id);
  const headings = isLarge(text)
    ? headingsOf((await read(file, Buffer.from(text))).blocks, body, offset)
    : headingsIn(file, body, offset);
  const { title, passages } = cutAt(headings, id, body, offset, name);
  const confidential = values.confidential ?? of.confidential;
  const kind = confidential ? null : (values.kind ?? kindByFolder(file));
  const industries = values.industry.map((industry) => industry.toLowerCase());
  const document = {
    ...{ source, id, file, hash, passages, title: values.title ?? title ?? name },
    language: values.language ?? detectLanguage(body),
    company: values.company ?? null,
    stage: values.stage ?? null,
    personas: values.persona,
    effectiveFrom: values.effectiveFrom ?? null,
    effectiveTo: values.effectiveTo ?? null,
    ...(kind && { use: { kind, industries, reference: values.reference ?? 'none' } }),
    ...(confidential && { confidential: true as const }),
  };
  return { document, problems };
}
