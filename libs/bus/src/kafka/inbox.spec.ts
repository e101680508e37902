import type { KafkaMessage } from 'kafkajs';
import { Inbox, type Fetched } from './inbox';

const messages = (...offsets: number[]): KafkaMessage[] => offsets.map((n) => ({ offset: String(n) }) as KafkaMessage);
const places = (fetched: Fetched[]): string[] => fetched.map((f) => `${f.partition}@${f.message.offset}`);

describe('the inbox of a Kafka consumer', () => {
  it('gives what came first, over partitions, no more than asked for', () => {
    const inbox = new Inbox();
    inbox.put({ topic: 't', partition: 0, messages: messages(4, 5, 6) });
    inbox.put({ topic: 't', partition: 1, messages: messages(9) });
    expect(places(inbox.take(2))).toEqual(['0@4', '0@5']);
    expect(inbox.size).toBe(2);
    expect(places(inbox.take(5))).toEqual(['0@6', '1@9']);
    expect(places(inbox.take(5))).toEqual([]);
  });

  it('says when there is room again', async () => {
    const inbox = new Inbox();
    inbox.put({ topic: 't', partition: 0, messages: messages(1, 2) });
    const taken = inbox.taken();
    inbox.take(1);
    await taken;
    const cleared = inbox.taken();
    inbox.clear();
    await cleared;
    expect(inbox.size).toBe(0);
  });
});
