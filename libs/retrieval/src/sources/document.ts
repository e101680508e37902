import { readDocumentFile, renderRead, UnreadableDocument } from '@salesagent/documents/reading';
import { detectLanguage } from '../analysis/languages';
import { cutMarkdown } from './markdown';
import { nameOf } from './markdown-file';
import type { LoadedDocument, SourceProblem } from './source';

/** A file of Word, PowerPoint, PDF or HTML as a document; one that cannot be read is named, with the remedy. */
export async function loadDocument(source: string, file: string, path: string, hash: string): Promise<LoadedDocument> {
  const problem = (message: string, suggestion: string): SourceProblem => ({ file, line: 1, message, suggestion });
  try {
    const read = await readDocumentFile(path, file);
    const { text, places } = renderRead(read.blocks, false);
    const name = read.title ?? nameOf(file.replace(/\.\w+$/, ''));
    const { title, passages } = cutMarkdown(file, text, 0, name);
    const document = {
      ...{ source, id: file, file, hash, title: read.title ?? title ?? name, language: detectLanguage(text) },
      ...{ company: null, stage: null, personas: [], effectiveFrom: null, effectiveTo: null },
      passages: passages.map((passage) => {
        const { page = null, line = null } = places[passage.line - 1] ?? {};
        return { ...passage, line: line ?? passage.line, ...(page === null ? {} : { page }) };
      }),
    };
    return { document, problems: read.warnings.map((warning) => problem(warning, 'the rest of it is indexed')) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof UnreadableDocument) {
      return { document: null, problems: [problem(`${error.problem}: it is not indexed`, error.remedy)] };
    }
    if (code === undefined) throw error;
    return { document: null, problems: [problem(`cannot be opened (${code}): it is not indexed`, 'Let it be read.')] };
  }
}
