import { Kafka, logLevel } from 'kafkajs';
import { Ledger } from './ledger.ts';

/**
 * Follows won deals and approvals of a company.
 * KAFKA_BROKERS (host:port, …), SALESAGENT_COMPANY (slug), STATE (file, ledger.sqlite), GROUP (consumer-typescript).
 */
const company = needed('SALESAGENT_COMPANY');
const brokers = needed('KAFKA_BROKERS').split(',');
const ledger = new Ledger(process.env['STATE'] ?? 'ledger.sqlite');
const retry = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 1_000 };
const kafka = new Kafka({ clientId: 'consumer-typescript', brokers, logLevel: logLevel.WARN, retry });
const consumer = kafka.consumer({
  groupId: process.env['GROUP'] ?? 'consumer-typescript',
  sessionTimeout: 6_000,
  retry,
});

await consumer.connect();
// Topics keep everything: a new group begins at the beginning and has it all.
await consumer.subscribe({ topics: [`${company}.crm.opportunity`, `${company}.gate.action`], fromBeginning: true });
await consumer.run({
  // The ledger knows how far we are; Kafka's offset only says where to look. It may lag behind and never leads.
  eachMessage: async ({ message }) => {
    const outcome = ledger.take({ headers: message.headers ?? {}, value: message.value });
    const type = String(message.headers?.['ce_type']);
    console.log(
      JSON.stringify({
        outcome,
        type,
        key: message.key?.toString(),
        sequence: String(message.headers?.['ce_sequence']),
      }),
    );
    if (outcome === 'held') console.error(`Missing: ${JSON.stringify(ledger.gaps())}`);
  },
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void consumer.disconnect().finally(() => {
      ledger.close();
      process.exit(0);
    });
  });
}

function needed(name: string): string {
  const value = process.env[name];
  if (value) return value;
  console.error(`Set ${name}.`);
  process.exit(2);
}
