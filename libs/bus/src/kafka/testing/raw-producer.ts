import type { Message } from 'kafkajs';
import { BRIEF, kafkaClient, type KafkaConnection } from '../connection';

/** What somebody who is not our publisher puts on a topic: any bytes. */
export async function sendRaw(connection: KafkaConnection, topic: string, messages: Message[]): Promise<void> {
  const producer = kafkaClient(connection, BRIEF).producer({ allowAutoTopicCreation: false });
  await producer.connect();
  try {
    for (const message of messages) await producer.send({ topic, messages: [message] });
  } finally {
    await producer.disconnect();
  }
}
