import type { SourceDocument } from '../passage';

/** Something a file says that could not be used; the rest of it is indexed. */
export interface SourceProblem {
  file: string;
  line: number;
  message: string;
  suggestion: string;
}

export interface SourceEntry {
  /** Id of the document. */
  id: string;
  /** Of everything its passages are made of, known without making them. */
  hash: string;
  load(): LoadedDocument | Promise<LoadedDocument>;
}

export interface LoadedDocument {
  /** Null where the file cannot be read; `problems` says why. */
  document: SourceDocument | null;
  problems: SourceProblem[];
}

/** Where documents come from. */
export interface DocumentSource {
  name: string;
  entries(): SourceEntry[] | Promise<SourceEntry[]>;
}
