import type { TopicDefinition } from '@salesagent/canon/events';
import { stringify } from 'yaml';

/**
 * Topics as resources of the Strimzi operator, for clusters in which nothing else may create them.
 * @param cluster name of the `Kafka` resource
 */
export function topicsYaml(topics: readonly TopicDefinition[], cluster: string, replicas: number | null): string {
  return topics
    .map(({ name, partitions, config }) =>
      stringify({
        apiVersion: 'kafka.strimzi.io/v1beta2',
        kind: 'KafkaTopic',
        metadata: { name, labels: { 'strimzi.io/cluster': cluster } },
        spec: { topicName: name, partitions, ...(replicas === null ? {} : { replicas }), config },
      }),
    )
    .join('---\n');
}
