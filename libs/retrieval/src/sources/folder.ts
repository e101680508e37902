import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { detectLanguage } from '../analysis/languages';
import { readFrontMatter } from './front-matter';
import { cutMarkdown } from './markdown';
import type { DocumentSource, SourceEntry } from './source';

/** Counts up when the same file would be cut or weighed otherwise, so that everything is indexed anew. */
export const INDEX_VERSION = 2;

/** Any folder of Markdown, with what is below it. Hidden folders and `node_modules` are passed over. */
export function markdownFolder(name: string, folder: string): DocumentSource {
  return { name, entries: () => filesIn(folder).map((path) => entryOf(name, folder, path)) };
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesIn(path);
      return entry.isFile() && /\.(md|markdown)$/i.test(entry.name) ? [path] : [];
    })
    .sort();
}

function entryOf(source: string, folder: string, path: string): SourceEntry {
  const file = relative(folder, path).split(sep).join('/');
  const id = file.replace(/\.(md|markdown)$/i, '');
  const text = readFileSync(path, 'utf8')
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n');
  const hash = createHash('sha256').update(`${INDEX_VERSION}\n${file}\n${text}`).digest('hex').slice(0, 32);
  return {
    id,
    hash,
    load: () => {
      const { values, bodyStart, problems } = readFrontMatter(file, text);
      const body = text.slice(bodyStart);
      const offset = text.slice(0, bodyStart).split('\n').length - 1;
      const name = values.title ?? basename(id).replace(/[-_]+/g, ' ');
      const { title, passages } = cutMarkdown(id, body, offset, name);
      const document = {
        ...{ source, id, file, hash, passages, title: values.title ?? title ?? name },
        language: values.language ?? detectLanguage(body),
        company: values.company ?? null,
        stage: values.stage ?? null,
        personas: values.persona,
        effectiveFrom: values.effectiveFrom ?? null,
        effectiveTo: values.effectiveTo ?? null,
      };
      return { document, problems };
    },
  };
}
