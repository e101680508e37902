import { topicDefinitions } from '@salesagent/canon/events';
import { describeWithKafka, testKafka } from '@salesagent/servers/testing';
import { eventsOf, Recorder, until } from '../../testing';
import { createTopics } from './create-topics';
import { KafkaBus } from './kafka-bus';
import { remakeTopics, TopicsInUseError } from './remake-topics';

jest.setTimeout(120_000);

describeWithKafka('the topics of a company whose database went back in time', () => {
  it('are made again, empty and without groups, once nobody reads them any more', async () => {
    const { address, company } = await testKafka();
    const connection = { brokers: [address] };
    const topics = topicDefinitions(company).filter(({ name }) => name === `${company}.crm.opportunity`);
    const names = topics.map(({ name }) => name);
    await createTopics(connection, topics);
    const { stageMoves } = eventsOf(company);

    const bus = new KafkaBus({ ...connection, company, sessionTimeout: 6_000 });
    const before = new Recorder();
    await bus.publish(stageMoves('opportunity/1', 3));
    const reading = await bus.consume('reader', names, before.onBatch);
    await until(() => before.deliveries.length === 3);
    await expect(remakeTopics(connection, company, topics)).rejects.toThrow(TopicsInUseError);
    await reading.stop();
    await bus.close();
    expect(await remakeTopics(connection, company, topics)).toEqual({ topics: 1, groups: 1 });

    // As the services do when they start again: the log publishes what it has, under the same sequences.
    const again = new KafkaBus({ ...connection, company, sessionTimeout: 6_000 });
    const after = new Recorder();
    await again.publish(stageMoves('opportunity/1', 2));
    await again.consume('reader', names, after.onBatch);
    await until(() => after.deliveries.length === 2);
    expect(after.sequencesOf('opportunity/1')).toEqual([1, 2]);
    await again.close();
  });
});
