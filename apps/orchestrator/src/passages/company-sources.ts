import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DOCUMENTS } from '@salesagent/playbook';
import {
  documentFolder,
  playbookSource,
  type DocumentSource,
  type KeptSource,
  type ReadsDocuments,
} from '@salesagent/retrieval';
import type { InForce } from '../gate/playbook-in-force';

export interface SourcesOf {
  playbooksDir: string;
  company: string;
  /** COMPANY_DOCUMENTS_DIR. */
  documentsDir: string | undefined;
  /** Reads what is no Markdown, beside the process. */
  read: ReadsDocuments;
  inForce(): Promise<InForce>;
}

/** What people and agents of a company may search: the playbook in force, and the company's own documents. */
export function companySources({
  playbooksDir,
  company,
  documentsDir,
  read,
  inForce,
}: SourcesOf): () => Promise<KeptSource[]> {
  const folder = documentsDir ?? join(playbooksDir, 'companies', company, DOCUMENTS);
  const documents = documentFolder(DOCUMENTS, folder, read, `${DOCUMENTS}/`);
  // A folder that was named must be there; that of the playbooks is there when a company has documents.
  const source = documentsDir === undefined ? whereThere(documents, folder) : documents;
  return async () => {
    const { playbook, published } = await inForce();
    const origin = published ? 'as published' : 'of the playbooks folder';
    return [
      { source: playbookSource(playbook, company), place: `version ${playbook.version}, ${origin}` },
      { source, place: folder },
    ];
  };
}

const whereThere = (source: DocumentSource, folder: string): DocumentSource => ({
  name: source.name,
  entries: async () => ((await isThere(folder)) ? source.entries() : []),
});

/** Any other reason not to see a folder is one that the source itself tells. */
const isThere = (folder: string): Promise<boolean> =>
  stat(folder).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
