import { documentBytes, renderRead, UnreadableDocument, type ReadDocument } from '@salesagent/documents/reading';
import { detectLanguage } from '../analysis/languages';
import { kindByFolder } from '../document-use';
import { nameOf } from './document-ids';
import { cutAt } from './markdown';
import type { LoadedDocument, SourceProblem } from './source';

/** @throws UnreadableDocument */
export type ReadsDocuments = (file: string, bytes: Uint8Array) => Promise<ReadDocument>;

export interface FileToLoad {
  source: string;
  /** As a reader finds it. */
  file: string;
  path: string;
  /** By a folder that it lies in. */
  confidential: boolean;
  hash: string;
  read: ReadsDocuments;
}

/** A file of Word, PowerPoint, PDF or HTML as a document; one that cannot be read is named, with the remedy. */
export async function loadDocument(of: FileToLoad): Promise<LoadedDocument> {
  const { source, file, path, confidential, hash, read: reads } = of;
  return readable(file, async () => {
    const read = await reads(file, await documentBytes(path, file));
    const { text, places, headings } = renderRead(read.blocks, false);
    const name = read.title ?? nameOf(file.replace(/\.\w+$/, ''));
    const kind = confidential ? null : kindByFolder(file);
    const { title, passages } = cutAt(headings, file, text, 0, name);
    const document = {
      ...{ source, id: file, file, hash, title: read.title ?? title ?? name, language: detectLanguage(text) },
      ...{ company: null, stage: null, personas: [], effectiveFrom: null, effectiveTo: null },
      ...(kind && { use: { kind, industries: [], reference: 'none' as const } }),
      ...(confidential && { confidential: true as const }),
      passages: passages.map((passage) => {
        const { page = null, line = null } = places[passage.line - 1] ?? {};
        return { ...passage, line: line ?? passage.line, ...(page === null ? {} : { page }) };
      }),
    };
    const problems = read.warnings.map((warning) => problemOf(file, warning, 'the rest of it is indexed'));
    return { document, problems };
  });
}

/** What cannot be read is no document and a problem; any other mistake is thrown. */
export async function readable(
  file: string,
  load: () => LoadedDocument | Promise<LoadedDocument>,
): Promise<LoadedDocument> {
  try {
    return await load();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const because = (why: string, remedy: string): LoadedDocument => ({
      ...{ document: null, problems: [problemOf(file, `${why}: it is not indexed`, remedy)] },
    });
    if (error instanceof UnreadableDocument) return because(error.problem, error.remedy);
    if (code === undefined) throw error;
    return because(`cannot be opened (${code})`, 'Let it be read.');
  }
}

const problemOf = (file: string, message: string, suggestion: string): SourceProblem => ({
  ...{ file, line: 1, message, suggestion },
});
