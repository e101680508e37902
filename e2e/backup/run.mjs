// `npm run drill:backup -- [--bus kafka|postgres]`
import { parseArgs } from 'node:util';
import { runSuite } from '../run-suite.mjs';

const { values } = parseArgs({ options: { bus: { type: 'string' } } });
if (values.bus !== undefined && !['kafka', 'postgres'].includes(values.bus)) {
  console.error(`--bus ${values.bus} is no bus: kafka or postgres`);
  process.exit(2);
}
runSuite(['e2e/backup', '--selectProjects', 'drills'], values.bus ? { FAULTS_BUS: values.bus } : {});
