import { parseArgs } from 'node:util';
import { kafkaConnection } from '@salesagent/bus';
import { loadVariables, VARIABLES } from '@salesagent/platform';
import { temporalClient } from '@salesagent/workflow';
import { Client } from 'pg';
import { serviceSchemas } from '../migrate/service-schemas';
import { afterRestore } from './after-restore';

/**
 * To be run once after a backup of the database was restored, before the services start. `MIGRATE_DATABASE_URL` is the
 * owner's connection string; where Kafka and Temporal are, the services' own variables say. `--lost FILE` is where the
 * events go that Kafka has and the database lost.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { lost: { type: 'string', default: 'lost-events.jsonl' } } });
  const { company, transport, kafka, temporal } = loadVariables({
    company: VARIABLES.company,
    transport: VARIABLES.bus.transport,
    kafka: VARIABLES.bus.kafka,
    temporal: VARIABLES.temporal,
  });
  const url = process.env['MIGRATE_DATABASE_URL'];
  if (!url) throw new Error('MIGRATE_DATABASE_URL is not set: the connection string of the owner role');
  const database = new Client({ connectionString: url });
  await database.connect();
  try {
    const lines = await afterRestore({
      company,
      database,
      workflows: temporalClient(temporal),
      kafka: transport === 'kafka' ? kafkaConnection(kafka) : null,
      services: await serviceSchemas(),
      lostEventsFile: values.lost,
    });
    for (const line of lines) console.log(line);
  } finally {
    await database.end();
  }
}

main().then(
  () => process.exit(0), // connections of the clients may outlive their use
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
