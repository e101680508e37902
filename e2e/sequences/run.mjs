// `npm run test:sequences -- [--count N] [--seed N]`
import { parseArgs } from 'node:util';
import { runSuite } from '../run-suite.mjs';

const { values } = parseArgs({ options: { count: { type: 'string' }, seed: { type: 'string' } } });
for (const [name, value] of Object.entries(values))
  if (!/^[1-9]\d*$/.test(value)) {
    console.error(`--${name} ${value} is not a whole number above 0`);
    process.exit(2);
  }
const settings = {
  ...(values.count ? { SEQUENCES_COUNT: values.count } : {}),
  ...(values.seed ? { SEQUENCES_SEED: values.seed } : {}),
};
runSuite(['e2e/sequences', '--selectProjects', 'drills'], settings);
