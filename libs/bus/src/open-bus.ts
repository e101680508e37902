import type { Pool } from 'pg';
import { KafkaConfigurationError, type KafkaConnection } from './kafka/connection';
import { KafkaBus } from './kafka/kafka-bus';
import { PostgresBus } from './postgres/postgres-bus';
import type { BusTransport } from './transport';

/** How Kafka is reached, as the configuration has it. */
export interface KafkaSettings {
  /** `host:port,host:port`. */
  brokers?: string | undefined;
  saslMechanism?: 'plain' | 'scram-sha-256' | 'scram-sha-512' | undefined;
  username?: string | undefined;
  password?: string | undefined;
  tls?: boolean | undefined;
  caFile?: string | undefined;
  certFile?: string | undefined;
  keyFile?: string | undefined;
}

export interface BusSettings {
  transport: 'postgres' | 'kafka';
  kafka: KafkaSettings;
  company: string;
  /** Of the database, for the Postgres transport to LISTEN with. */
  connectionString: string;
}

/**
 * The bus that the configuration chooses. Connects later: a bus that is away does not keep a service from starting.
 * @throws KafkaConfigurationError naming the variable that is missing or contradicts another
 */
export function openBus({ transport, kafka, company, connectionString }: BusSettings, pool: Pool): BusTransport {
  return transport === 'kafka'
    ? new KafkaBus({ ...kafkaConnection(kafka), clientId: 'salesagent', company })
    : new PostgresBus(pool, { connectionString });
}

/** @throws KafkaConfigurationError */
export function kafkaConnection(settings: KafkaSettings): KafkaConnection {
  const { saslMechanism: mechanism, username, password, tls, caFile, certFile, keyFile } = settings;
  const brokers = (settings.brokers ?? '').split(',').flatMap((broker) => broker.trim() || []);
  if (brokers.length === 0) throw new KafkaConfigurationError('KAFKA_BROKERS is not set: give host:port of a broker');
  if (mechanism && !(username && password)) {
    throw new KafkaConfigurationError('KAFKA_SASL_MECHANISM needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD');
  }
  if (!mechanism && (username || password)) {
    throw new KafkaConfigurationError('KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD need KAFKA_SASL_MECHANISM');
  }
  if (!tls && (caFile || certFile || keyFile)) {
    throw new KafkaConfigurationError(
      'certificate files are given, but KAFKA_TLS is not true: nothing would be encrypted',
    );
  }
  const files = Object.entries({ caFile, certFile, keyFile }).filter(([, file]) => file);
  return {
    brokers,
    ...(mechanism && username && password ? { sasl: { mechanism, username, password } } : {}),
    ...(tls ? { tls: Object.fromEntries(files) } : {}),
  };
}

/** For a service's readiness: true, or what keeps the bus from working. */
export function busReadiness(transport: BusTransport): { name: string; ready: () => true | string } {
  return { name: 'bus', ready: () => transport.problems().join('; ') || true };
}
