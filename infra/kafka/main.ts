import { parseArgs } from 'node:util';
import { createTopics, kafkaConnection, reviewTopics } from '@salesagent/bus';
import { topicDefinitions } from '@salesagent/canon/events';
import { loadVariables, VARIABLES } from '@salesagent/platform';
import { topicsYaml } from './topics-yaml';

const USAGE = `npm run kafka:topics -- create | check | yaml  [--company SLUG] [--partitions N] [--replicas N] [--cluster NAME]

  create   create the topics of a company that are missing, then check
  check    compare the topics of the cluster with how they should be; ends with 1 when they differ
  yaml     print them as KafkaTopic resources of Strimzi; needs no cluster

  --company SLUG   whose topics (SALESAGENT_COMPANY)
  --partitions N   of the topics that carry most (3); fixed for the life of a topic
  --replicas N     copies of each partition (the cluster's default)
  --cluster NAME   the Kafka resource of Strimzi that the topics belong to (salesagent)

The cluster is that of KAFKA_BROKERS, with KAFKA_SASL_* and KAFKA_TLS* as the services have them.`;

/** The command that makes the topics: services have no right to. Returns the exit status. */
async function main(parameters: string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args: parameters,
    allowPositionals: true,
    options: { company: text, partitions: text, replicas: text, cluster: text, help: { type: 'boolean', short: 'h' } },
  });
  const [verb] = positionals;
  if (values.help || positionals.length !== 1 || !['create', 'check', 'yaml'].includes(verb ?? '')) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  const config = loadVariables(
    { company: VARIABLES.company, kafka: VARIABLES.bus.kafka },
    {
      ...process.env,
      ...(values.company ? { SALESAGENT_COMPANY: values.company } : {}),
    },
  );
  const replicas = values.replicas === undefined ? null : count('--replicas', values.replicas);
  const partitions = values.partitions === undefined ? 3 : count('--partitions', values.partitions);
  const topics = topicDefinitions(config.company, partitions);
  if (verb === 'yaml') {
    process.stdout.write(topicsYaml(topics, values.cluster ?? 'salesagent', replicas));
    return 0;
  }
  const connection = kafkaConnection(config.kafka);
  if (verb === 'create') {
    const created = await createTopics(connection, topics, replicas === null ? {} : { replicationFactor: replicas });
    for (const name of created) console.log(`created ${name}`);
    console.log(created.length === 0 ? 'nothing to create' : `${created.length} created`);
  }
  const { missing, differing } = await reviewTopics(connection, topics);
  for (const name of missing) console.log(`missing ${name}`);
  for (const difference of differing) console.log(`differs ${difference}`);
  if (missing.length + differing.length === 0) console.log(`${topics.length} topics are as they should be`);
  return missing.length + differing.length === 0 ? 0 : 1;
}

function count(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${option} ${text} is not a whole number above 0`);
  return value;
}

main(process.argv.slice(2)).then(
  (status) => process.exit(status), // connections of the client may outlive their use
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
