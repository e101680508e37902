// `npm run test:faults -- [--bus kafka|postgres] [--full] [--seed N] [--kills N] [--events N] [--down SECONDS]`
import { parseArgs } from 'node:util';
import { runSuite } from '../run-suite.mjs';

const text = { type: 'string' };
const { values } = parseArgs({
  options: { bus: text, seed: text, kills: text, events: text, down: text, full: { type: 'boolean' } },
});
const settings = {
  ...(values.full ? { FAULTS_KILLS: '50' } : {}),
  ...Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      typeof value === 'string' ? [[`FAULTS_${name.toUpperCase()}`, value]] : [],
    ),
  ),
};
runSuite(['--selectProjects', 'faults'], settings);
