// `npm run drill:hosted [-- salesforce|hubspot]`: a company on a hosted CRM, with what goes wrong.
import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const NAMES = { salesforce: 'Salesforce', hubspot: 'HubSpot' };
const [only] = process.argv.slice(2);
if (only !== undefined && !(only in NAMES)) {
  console.error(`There is no CRM "${only}". There are: ${Object.keys(NAMES).join(', ')}.`);
  process.exit(2);
}
const { status } = spawnSync(
  process.execPath,
  [
    ...[join(root, 'node_modules/jest/bin/jest.js'), 'e2e/hosted-crm', '--selectProjects', 'drills', '-i'],
    ...(only === undefined ? [] : ['-t', `a company on ${NAMES[only]}`]),
  ],
  { cwd: root, stdio: 'inherit' },
);
process.exit(status ?? 1);
