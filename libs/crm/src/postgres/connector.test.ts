import { batchContract, racesContract, readingContract, writingContract } from '../../testing/contract';
import { postgresWorld } from '../../testing/postgres-world';

const can = { merges: false, remote: false };
readingContract('the Postgres CRM', can, postgresWorld);
writingContract('the Postgres CRM', can, postgresWorld);
batchContract('the Postgres CRM', can, postgresWorld);
racesContract('the Postgres CRM', 500, postgresWorld);
