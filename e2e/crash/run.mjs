// The whole crash matrix: every part, killed after every event.
import { runSuite } from '../run-suite.mjs';

runSuite(['e2e/crash', '--selectProjects', 'e2e'], { CRASH_MATRIX: 'full' });
