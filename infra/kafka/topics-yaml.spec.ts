import { topicDefinitions } from '@salesagent/canon/events';
import { parseAllDocuments } from 'yaml';
import { topicsYaml } from './topics-yaml';

describe('topics for Strimzi', () => {
  const topics = topicDefinitions('acme');
  const resources = parseAllDocuments(topicsYaml(topics, 'main', 3)).map((document) => document.toJS() as unknown);

  it('are one resource each, of the cluster, with partitions, replicas and configuration', () => {
    expect(resources).toHaveLength(topics.length);
    expect(resources).toContainEqual({
      apiVersion: 'kafka.strimzi.io/v1beta2',
      kind: 'KafkaTopic',
      metadata: { name: 'acme.crm.opportunity', labels: { 'strimzi.io/cluster': 'main' } },
      spec: {
        topicName: 'acme.crm.opportunity',
        partitions: 3,
        replicas: 3,
        config: {
          'cleanup.policy': 'delete',
          'retention.ms': '-1',
          'retention.bytes': '-1',
          'max.message.bytes': '8388608',
        },
      },
    });
  });
});
