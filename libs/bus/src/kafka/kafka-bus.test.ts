import { topicDefinitions } from '@salesagent/canon/events';
import { describeWithKafka, testKafka } from '@salesagent/servers/testing';
import { describeBusContract } from '../../testing';
import { createTopics } from './create-topics';
import { KafkaBus } from './kafka-bus';

describeWithKafka('on Apache Kafka', () => {
  describeBusContract('Kafka', async (company) => {
    const { address } = await testKafka();
    const used = ['crm.opportunity', 'crm.account', 'agents.insight', 'agents.action', 'dead-letter'];
    const wanted = new Set(used.map((topic) => `${company}.${topic}`));
    await createTopics(
      { brokers: [address] },
      topicDefinitions(company, 4).filter(({ name }) => wanted.has(name)),
    );
    return {
      connect: () => new KafkaBus({ brokers: [address], company, sessionTimeout: 6_000 }),
      drop: () => Promise.resolve(), // topics are never deleted: a producer that has used one would break
    };
  });
});
