/** What a document of the company is to agents. Only one that says so, or lies in a folder that does, is given to them. */
export const DOCUMENT_KINDS = ['case-study', 'product-sheet', 'security-answer'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

export interface DocumentUse {
  kind: DocumentKind;
  /** In lower case, as the CRM calls them; empty = for all. */
  industries: string[];
  /** `public`: the customers whom it names may be named to others. */
  reference: 'public' | 'none';
}

/** Folders whose files are of a kind without saying so: what is no Markdown has no front matter. */
const FOLDERS: Readonly<Record<string, DocumentKind>> = {
  'case-studies': 'case-study',
  'product-sheets': 'product-sheet',
  'security-answers': 'security-answer',
};

/** Whatever is in such a folder is confidential: a PDF or a presentation has no front matter to say so. */
const CONFIDENTIAL = 'confidential';

/** @param path with slashes; of it all folders count, also those above the one that is indexed */
export const confidentialByFolder = (path: string): boolean => foldersOf(path).includes(CONFIDENTIAL);

const foldersOf = (file: string): string[] =>
  file
    .split('/')
    .slice(0, -1)
    .map((folder) => folder.toLowerCase());

/** By a folder that it lies in, the innermost first. @param file as a reader finds it, `case-studies/isdom.pdf` */
export function kindByFolder(file: string): DocumentKind | null {
  return (
    foldersOf(file)
      .reverse()
      .map((folder) => FOLDERS[folder])
      .find((kind) => kind !== undefined) ?? null
  );
}
