// `npm run drill:hosted [-- salesforce|hubspot]`: a company on a hosted CRM, with what goes wrong.
import { runSuite } from '../run-suite.mjs';

const NAMES = { salesforce: 'Salesforce', hubspot: 'HubSpot' };
const [only] = process.argv.slice(2);
if (only !== undefined && !(only in NAMES)) {
  console.error(`There is no CRM "${only}". There are: ${Object.keys(NAMES).join(', ')}.`);
  process.exit(2);
}
runSuite([
  ...['e2e/hosted-crm', '--selectProjects', 'drills'],
  ...(only === undefined ? [] : ['-t', `a company on ${NAMES[only]}`]),
]);
