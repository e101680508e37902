import { cursorOf, KafkaBus, remakeTopics, type KafkaConnection } from '@salesagent/bus';
import { topicDefinitions } from '@salesagent/canon/events';
import type { ServiceSchema } from '@salesagent/platform';
import { endWorkflows, type Client as WorkflowClient } from '@salesagent/workflow';
import type { Client } from 'pg';
import { keepLostEvents } from './lost-events';

export interface Surroundings {
  company: string;
  /** Of the restored database, with the owner's rights. */
  database: Client;
  workflows: WorkflowClient;
  /** Null when the database carries the events: they went back in time with it. */
  kafka: KafkaConnection | null;
  services: readonly ServiceSchema[];
  /** Where the events go that Kafka has and no log any more; `keepLostEvents`. */
  lostEventsFile: string;
}

/**
 * Brings everything that is ahead of a restored database back to it: Temporal forgets its running workflows, Kafka its
 * log of events that no longer happened, and the services take both up again from their own logs. The database has the
 * last word, as it alone is backed up. While no service runs; may be repeated.
 *
 * @returns what was done, a line each
 */
export async function afterRestore(around: Surroundings): Promise<string[]> {
  const { company, database, workflows, kafka, services, lostEventsFile } = around;
  const logs: string[] = [];
  for (const { schema } of services) if (await hasTable(database, schema, 'subscription')) logs.push(schema);
  const said: string[] = [];
  const ended = await endWorkflows(workflows, 'the database was restored from a backup');
  said.push(`${ended} workflows ended`);
  if (kafka !== null) {
    const lost = await keepLostEvents(kafka, company, database, logs, lostEventsFile);
    said.push(lost === 0 ? 'no event was lost' : `${lost} events that the database lost are in ${lostEventsFile}`);
    const removed = await remakeTopics(kafka, company, topicDefinitions(company));
    said.push(`${removed.topics} topics made again, ${removed.groups} consumer groups removed`);
  }
  const cursor = kafka === null ? null : await cursorAt(kafka, company);
  await database.query('begin');
  try {
    if (cursor !== null) {
      for (const schema of logs) await database.query(`delete from ${schema}.subscription where name = $1`, [cursor]);
    }
    for (const { schema, afterRestore = [] } of services) {
      for (const statement of afterRestore) {
        const { rowCount } = await database.query(statement);
        if (rowCount) said.push(`${schema}: ${rowCount} ${statement.trim().split(/\s+/)[1]} rows are taken up again`);
      }
    }
    await database.query('commit');
  } catch (error) {
    await database.query('rollback');
    throw error;
  }
  if (cursor !== null) said.push('every service publishes its whole log again');
  if (await hasTable(database, 'orchestrator', 'audit_link'))
    said.push(
      'the audit chain went back as well: once the services run, `salesagent audit verify`, then `salesagent audit continue --reason TEXT`',
    );
  return said;
}

async function cursorAt(kafka: KafkaConnection, company: string): Promise<string> {
  const bus = new KafkaBus({ ...kafka, company });
  try {
    return cursorOf(await bus.id());
  } finally {
    await bus.close();
  }
}

async function hasTable(database: Client, schema: string, table: string): Promise<boolean> {
  const { rows } = await database.query<{ is: boolean }>('select to_regclass($1) is not null as is', [
    `${schema}.${table}`,
  ]);
  return rows[0]?.is === true;
}
