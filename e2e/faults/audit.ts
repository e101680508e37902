import { EPHEMERAL_GROUP, type BusTransport } from '@salesagent/bus';
import { topicDefinitions, topicOf } from '@salesagent/canon/events';
import type { OwnerDatabase } from '../harness';
import { schemasWith, type Group } from './consumers';
import { patiently } from './patience';
import type { Edited } from './traffic';

export interface Audit {
  /** Integration events in the services' logs. */
  logged: number;
  /** Messages on the bus, those that came more than once among them. */
  delivered: number;
  repeated: number;
  consumers: number;
  /** Each says where; empty is what is wanted. */
  lost: string[];
  outOfOrder: string[];
  duplicateWrites: string[];
  executed: number;
}

interface LogLane {
  source: string;
  key: string;
  /** Topic by sequence, from 1. */
  topics: string[];
}

/** What the logs say was written, held against the bus, against every consumer's positions, and against the CRM. */
export async function audit(
  company: string,
  database: OwnerDatabase,
  transport: BusTransport,
  groups: readonly Group[],
  edited: readonly Edited[],
): Promise<Audit> {
  const lanes = await lanesOf(company, database);
  const onBus = await readBus(company, transport);
  const lost = [...(await lostEdits(database, edited)), ...(await behind(database, groups, lanes))];
  for (const { source, key, topics } of lanes) {
    const seen = new Set(onBus.sequences.get(`${source} ${key}`));
    const missing = topics.flatMap((_, n) => (seen.has(n + 1) ? [] : [n + 1]));
    if (missing.length > 0) lost.push(`${missing.length} events of ${source} ${key} are not on the bus`);
  }
  const outOfOrder = [...onBus.sequences].flatMap(([lane, sequences]) => {
    const first = [...new Set(sequences)]; // as they came first: what comes again is dropped by its sequence
    const wrong = first.findIndex((sequence, n) => n > 0 && sequence < first[n - 1]!);
    return wrong < 0 ? [] : [`${lane}: ${first[wrong]} came first after ${first[wrong - 1]}`];
  });
  const distinct = [...onBus.sequences.values()].reduce((sum, sequences) => sum + new Set(sequences).size, 0);
  return {
    logged: lanes.reduce((sum, { topics }) => sum + topics.length, 0),
    delivered: onBus.messages,
    repeated: onBus.messages - distinct,
    consumers: groups.length,
    lost,
    outOfOrder,
    ...(await crmWrites(database)),
  };
}

/** Every sequence of integration events as their writers' logs have it. */
async function lanesOf(company: string, database: OwnerDatabase): Promise<LogLane[]> {
  const lanes: LogLane[] = [];
  for (const schema of await schemasWith(database, 'event')) {
    const rows = await database.query<{ key: string; types: string[] }>(
      `select stream as key, array_agg(type order by sequence) as types
       from "${schema}".event where integration group by stream`,
    );
    const source = schema.replaceAll('_', '-');
    for (const { key, types } of rows) {
      lanes.push({ source, key, topics: types.map((type) => topicOf(company, type, key)) });
    }
  }
  return lanes;
}

/** Events of a consumer's topics that it has neither handled nor knows of. */
async function behind(database: OwnerDatabase, groups: readonly Group[], lanes: readonly LogLane[]): Promise<string[]> {
  const lost: string[] = [];
  for (const { schema, group, topics } of groups) {
    const rows = await database.query<{ source: string; key: string; sequence: string }>(
      `select source, key, sequence from "${schema}".consumer_position where consumer = $1`,
      [group],
    );
    const positions = new Map(rows.map((row) => [`${row.source} ${row.key}`, Number(row.sequence)]));
    for (const lane of lanes) {
      const newest = lane.topics.findLastIndex((topic) => topics.has(topic)) + 1;
      const position = positions.get(`${lane.source} ${lane.key}`) ?? 0;
      if (position < newest) lost.push(`${group} stands at ${position} of ${newest} of ${lane.source} ${lane.key}`);
    }
  }
  return lost;
}

/** Edits that people were told are written, and that are in no event. */
async function lostEdits(database: OwnerDatabase, edited: readonly Edited[]): Promise<string[]> {
  const rows = await database.query<{ key: string; versions: number[] }>(
    `select stream as key, array_agg(distinct (data->>'recordVersion')::int) as versions from gateway.event
     where data->>'recordVersion' is not null group by stream`,
  );
  const versions = new Map(rows.map((row) => [row.key, new Set(row.versions)]));
  return edited.flatMap(({ record, written }) =>
    written
      .filter((version) => !versions.get(record)?.has(version))
      .map((version) => `version ${version} of ${record} was acknowledged and is in no event`),
  );
}

async function readBus(company: string, transport: BusTransport) {
  const sequences = new Map<string, number[]>();
  let messages = 0;
  const topics = topicDefinitions(company)
    .map(({ name }) => name)
    .filter((name) => !name.endsWith('.dead-letter'));
  const group = `${EPHEMERAL_GROUP}fault-audit-${process.pid}`;
  const consumption = await transport.consume(group, topics, async (batch) => {
    await Promise.resolve();
    for (const { event } of batch) {
      const { source, key, sequence } = (event ?? {}) as { source?: string; key?: string; sequence?: number };
      if (source === undefined || key === undefined || sequence === undefined || key.includes('/poison-')) continue;
      messages += 1;
      const lane = `${source} ${key}`;
      const sofar = sequences.get(lane);
      if (sofar) sofar.push(sequence);
      else sequences.set(lane, [sequence]);
    }
  });
  try {
    if (!(await patiently(() => consumption.caughtUp()))) throw new Error('the bus could not be read to its end');
  } finally {
    await consumption.stop();
  }
  return { sequences, messages };
}

/** What was carried out, and what was carried out more than once. */
async function crmWrites(database: OwnerDatabase): Promise<{ duplicateWrites: string[]; executed: number }> {
  const executions = await database.query<{ stream: string; n: number }>(
    `select stream, count(*)::int as n from gateway.event where type = 'ActionExecuted' group by stream`,
  );
  const tasks = await database.query<{ action: string; n: number }>(
    `select created_by as action, count(*)::int as n from crm.task group by created_by having count(*) > 1`,
  );
  return {
    executed: executions.length,
    duplicateWrites: [
      ...executions.filter(({ n }) => n > 1).map(({ stream, n }) => `${stream} was carried out ${n} times`),
      ...tasks.map(({ action, n }) => `${action} made ${n} tasks`),
    ],
  };
}
