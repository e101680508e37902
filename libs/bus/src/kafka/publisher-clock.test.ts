import { topicDefinitions } from '@salesagent/canon/events';
import { describeWithKafka, testKafka } from '@salesagent/servers/testing';
import { eventsOf, Recorder, until } from '../../testing';
import { createTopics } from './create-topics';
import { KafkaBus } from './kafka-bus';

jest.setTimeout(60_000);

const TWO_HOURS = 7_200_000;

describeWithKafka('a publisher whose clock is two hours ahead', () => {
  afterEach(() => jest.restoreAllMocks());

  it('publishes all the same: the time of a message is that of the log', async () => {
    const { address, company } = await testKafka();
    const topics = topicDefinitions(company).filter(({ name }) => name === `${company}.crm.opportunity`);
    await createTopics({ brokers: [address] }, topics);
    const bus = new KafkaBus({ brokers: [address], company, sessionTimeout: 6_000 });
    const now = Date.now.bind(Date);
    jest.spyOn(Date, 'now').mockImplementation(() => now() + TWO_HOURS);
    await bus.publish(eventsOf(company).stageMoves('opportunity/1', 2));
    jest.restoreAllMocks();
    const seen = new Recorder();
    await bus.consume(
      'reader',
      topics.map(({ name }) => name),
      seen.onBatch,
    );
    await until(() => seen.deliveries.length === 2);
    await bus.close();
  });
});
