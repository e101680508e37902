import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { topicDefinitions } from '@salesagent/canon/events';
import { startKafka, type KafkaListener, type KafkaServer } from '@salesagent/servers';
import { describeWith, describeWithKafka } from '@salesagent/servers/testing';
import { eventsOf, Recorder, until } from '../../testing';
import type { KafkaConnection } from './connection';
import { createTopics } from './create-topics';
import { KafkaBus } from './kafka-bus';
import { keystore, makeCertificates, opensslMissing, type Certificates } from './testing/certificates';

jest.setTimeout(240_000);

const company = 'secure';
const USER = { username: 'salesagent', password: 'a-password' };
const PLAIN_USERS = `org.apache.kafka.common.security.plain.PlainLoginModule required user_${USER.username}="${USER.password}";`;
const SCRAM = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';

const scram = { 'sasl.enabled.mechanisms': 'SCRAM-SHA-256', 'scram-sha-256.sasl.jaas.config': SCRAM };

function listeners(folder: string, certificates: Certificates): Record<string, KafkaListener> {
  const tls = {
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': keystore(folder, certificates.server),
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': certificates.caFile,
  };
  return {
    PLAINSASL: {
      protocol: 'SASL_PLAINTEXT',
      settings: { 'sasl.enabled.mechanisms': 'PLAIN', 'plain.sasl.jaas.config': PLAIN_USERS },
    },
    SCRAM: { protocol: 'SASL_PLAINTEXT', settings: scram },
    TLS: { protocol: 'SSL', settings: tls },
    MUTUAL: { protocol: 'SSL', settings: { ...tls, 'ssl.client.auth': 'required' } },
    BOTH: { protocol: 'SASL_SSL', settings: { ...tls, ...scram } },
  };
}

describeWithKafka('a Kafka cluster that asks who comes', () => {
  describeWith({ name: 'openssl, to make certificates', met: !opensslMissing() }, 'and encrypts', () => {
    let directory: string;
    let server: KafkaServer;
    let certificates: Certificates;

    beforeAll(async () => {
      directory = mkdtempSync(join(tmpdir(), 'kafka-secure-'));
      certificates = makeCertificates(directory);
      server = await startKafka({
        directory,
        listeners: listeners(directory, certificates),
        scramUsers: { [USER.username]: USER.password },
      });
      await createTopics({ brokers: [server.address] }, topicDefinitions(company));
    });
    afterAll(async () => {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    });

    const at = (listener: string, how: Partial<KafkaConnection> = {}): KafkaConnection => ({
      brokers: [server.listeners[listener]!],
      ...how,
    });
    const sasl = (mechanism: 'plain' | 'scram-sha-256', password = USER.password) => ({
      sasl: { mechanism, username: USER.username, password },
    });
    const trusting = (): { caFile: string } => ({ caFile: certificates.caFile });

    const carries = async (name: string, connection: KafkaConnection): Promise<void> => {
      const bus = new KafkaBus({ ...connection, company });
      try {
        const key = `opportunity/${name}`;
        await bus.publish(eventsOf(company).stageMoves(key, 3));
        const seen = new Recorder();
        const consumption = await bus.consume(name, [`${company}.crm.opportunity`], seen.onBatch);
        await until(() => seen.sequencesOf(key).length === 3);
        await until(() => consumption.caughtUp());
      } finally {
        await bus.close();
      }
    };
    const refused = async (connection: KafkaConnection, reason: RegExp): Promise<void> => {
      const bus = new KafkaBus({ ...connection, company });
      try {
        await expect(bus.publish(eventsOf(company).stageMoves('opportunity/refused', 1))).rejects.toThrow(reason);
      } finally {
        await bus.close();
      }
    };

    it('by SASL PLAIN', async () => {
      await carries('plain', at('PLAINSASL', sasl('plain')));
      await refused(at('PLAINSASL', sasl('plain', 'wrong')), /Authentication failed|Invalid username or password/);
    });

    it('by SASL SCRAM-SHA-256', async () => {
      await carries('scram', at('SCRAM', sasl('scram-sha-256')));
      await refused(at('SCRAM', sasl('scram-sha-256', 'wrong')), /authentication failed|invalid credentials/i);
    });

    it('over TLS, by an authority that is trusted', async () => {
      await carries('tls', at('TLS', { tls: trusting() }));
      await refused(at('TLS', { tls: {} }), /certificate/i);
    });

    it('by a client certificate', async () => {
      await carries('mutual', at('MUTUAL', { tls: { ...trusting(), ...certificates.client } }));
      await refused(at('MUTUAL', { tls: trusting() }), /certificate|closed|disconnected|ECONNRESET/i);
      await refused(at('MUTUAL', { tls: { ...trusting(), ...certificates.stranger } }), /cert|closed|unknown|reset/i);
    });

    it('by SASL over TLS', async () => {
      await carries('both', at('BOTH', { tls: trusting(), ...sasl('scram-sha-256') }));
    });

    it('and says which file of a certificate it cannot read', () => {
      const tls = { caFile: join(directory, 'nowhere.pem') };
      expect(() => new KafkaBus({ ...at('TLS'), tls, company })).toThrow(/nowhere\.pem cannot be read/);
    });
  });
});
