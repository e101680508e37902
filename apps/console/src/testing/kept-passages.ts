import { resolve } from 'node:path';
import { tryCompile } from '@salesagent/playbook';
import { documentFolder, PassagesKeeper, passagesPool, playbookSource } from '@salesagent/retrieval';
import type { ConsoleDatabase } from './console-database';
import { COMPANY } from './event-history';

const PLAYBOOKS = resolve(__dirname, '../../../../playbooks');

/** Puts the base playbook, and a folder of documents, where orchestrator keeps what is searched. */
export async function keepPassages({ database }: ConsoleDatabase, documents?: string): Promise<void> {
  const pool = passagesPool({ url: database.connectionString }, 'test', 3);
  const { playbook } = tryCompile(PLAYBOOKS, { company: COMPANY });
  const sources = () =>
    Promise.resolve([
      { source: playbookSource(playbook, COMPANY), place: `playbook ${playbook.version}` },
      ...(documents
        ? [{ source: documentFolder('documents', documents, undefined, 'documents/'), place: documents }]
        : []),
    ]);
  try {
    await new PassagesKeeper({ pool, sources, embedder: null, noEmbedder: 'EMBEDDINGS is none' }).look();
  } finally {
    await pool.end();
  }
}
