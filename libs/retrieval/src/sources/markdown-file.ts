import { decodedText, documentBytes, printable, READING_LIMITS } from '@salesagent/documents/reading';
import { basename } from 'node:path';
import { detectLanguage } from '../analysis/languages';
import { kindByFolder } from '../document-use';
import { readFrontMatter } from './front-matter';
import { cutMarkdown } from './markdown';
import type { LoadedDocument } from './source';

/**
 * What a file of Markdown says, letters that a database takes alone.
 * @throws UnreadableDocument when it is too large, or no text
 */
export const markdownText = async (path: string, file: string): Promise<string> =>
  printable(decodedText(file, await documentBytes(path, file, READING_LIMITS.markdownBytes)));

/** What nobody has put in force. */
export const isDraft = (text: string): boolean => /^---\n(?:(?!---)[^\n]*\n)*?status:[ \t]*['"]?draft\b/.test(text);

/** A file of Markdown as a document: passages as written, filters from its front matter. */
export function loadMarkdown(source: string, id: string, file: string, text: string, hash: string): LoadedDocument {
  const { values, bodyStart, problems } = readFrontMatter(file, text);
  const body = text.slice(bodyStart);
  const offset = text.slice(0, bodyStart).split('\n').length - 1;
  const name = values.title ?? nameOf(id);
  const { title, passages } = cutMarkdown(id, body, offset, name);
  const kind = values.kind ?? kindByFolder(file);
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
  };
  return { document, problems };
}

/** What a file is called where it does not say so itself. */
export const nameOf = (path: string): string => basename(path).replace(/[-_]+/g, ' ');
