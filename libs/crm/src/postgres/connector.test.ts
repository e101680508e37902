import { batchContract, racesContract, readingContract, writingContract } from '../../testing/contract';
import { postgresWorld } from '../../testing/postgres-world';

const can = {
  merges: { cannot: 'our own CRM merges no records' },
  deletions: true,
  remote: { cannot: 'comparing and writing are one transaction: there is nothing between them, and no answer to lose' },
} as const;
readingContract('the Postgres CRM', can, postgresWorld);
writingContract('the Postgres CRM', can, postgresWorld);
batchContract('the Postgres CRM', can, postgresWorld);
racesContract('the Postgres CRM', 500, postgresWorld);
