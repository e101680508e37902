import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { documentFolder, indexSource, MemoryStore, Retriever, type PassageStore } from '@salesagent/retrieval';
import { CompanyDocuments, type Documents } from '../src/documents';

/** A folder of documents, indexed as a company's are, and asked by one company. @param files name → text */
export async function documentsOf(files: Readonly<Record<string, string>>, company = 'acme'): Promise<Documents> {
  const store = new MemoryStore();
  await indexFiles(store, files);
  return new CompanyDocuments(new Retriever(store), company);
}

/** Puts files in the place of what was indexed of them before. */
export async function indexFiles(store: PassageStore, files: Readonly<Record<string, string>>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'documents-'));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, file)), { recursive: true });
      writeFileSync(join(dir, file), text);
    }
    await indexSource(store, documentFolder('documents', dir));
  } finally {
    rmSync(dir, { recursive: true });
  }
}
