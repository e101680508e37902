// `npm run test:live`: a contract suite against an account of a vendor's: connectors as docs/crm/live.md tells, stores of
// vectors as docs/playbook-search.md does.
import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const { CRM_LIVE, CRM_CREDENTIALS_FILE, VECTOR_STORE_LIVE } = process.env;
const connector = ['salesforce', 'hubspot'].includes(CRM_LIVE ?? '') && CRM_CREDENTIALS_FILE;
if (!connector && !VECTOR_STORE_LIVE) {
  console.error(
    'Nothing was run: set CRM_LIVE to salesforce or hubspot and CRM_CREDENTIALS_FILE to the sign-in of a sandbox ' +
      '(docs/crm/live.md), or VECTOR_STORE_LIVE to qdrant or pinecone (docs/playbook-search.md).',
  );
  process.exit(2);
}
// A path that is not absolute is one of the caller's folder.
const environment = { ...process.env, ...(connector && { CRM_CREDENTIALS_FILE: resolve(CRM_CREDENTIALS_FILE) }) };
const jest = join(root, 'node_modules/jest/bin/jest.js');
const { status } = spawnSync(
  process.execPath,
  [jest, '--selectProjects', 'live', '-i', '--verbose', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit', env: environment },
);
process.exit(status ?? 1);
