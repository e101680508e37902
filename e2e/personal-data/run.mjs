// The erasure of a person on each bus: where Kafka carries the events, and where the database does.
import { runSuite } from '../run-suite.mjs';

runSuite(['e2e/personal-data', '--selectProjects', 'e2e'], { ERASURE_BUSES: 'every' });
