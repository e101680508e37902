import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { Logger } from '@nestjs/common';
import { Kafka, logLevel, type KafkaConfig, type RetryOptions, type SASLOptions } from 'kafkajs';
import { quietRequestQueues } from './quiet-request-queue';

export interface KafkaConnection {
  /** `host:port` of some brokers of the cluster. */
  brokers: readonly string[];
  clientId?: string;
  sasl?: { mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string };
  /** Present: TLS. Files in PEM; without `caFile` the system's authorities are trusted. */
  tls?: { caFile?: string; certFile?: string; keyFile?: string };
}

/** The connection is configured in a way that cannot work. */
export class KafkaConfigurationError extends Error {
  override readonly name = 'KafkaConfigurationError';
}

const PACE = { initialRetryTime: 100, multiplier: 1.5, maxRetryTime: 1_000 };

/**
 * For consumers: they wait for a broker however long it is away. To be given to the client *and* the consumer, whose
 * own default of 5 would win.
 */
export const PATIENT: RetryOptions = { ...PACE, retries: 1_000 };

/** For what a caller waits for: a few seconds, then the caller decides. Never 0: a fresh coordinator is not ready. */
export const BRIEF: RetryOptions = { ...PACE, retries: 6 };

/** @throws KafkaConfigurationError when a certificate file cannot be read or there is no broker */
export function kafkaClient(connection: KafkaConnection, retry: RetryOptions): Kafka {
  quietRequestQueues();
  if (connection.brokers.length === 0) throw new KafkaConfigurationError('no Kafka broker is given (KAFKA_BROKERS)');
  const config: KafkaConfig = {
    clientId: connection.clientId ?? 'salesagent',
    brokers: [...connection.brokers],
    connectionTimeout: 3_000,
    retry,
    logLevel: logLevel.WARN,
    logCreator: () => log,
    ...(connection.tls ? { ssl: tlsOptions(connection.tls) } : {}),
    ...(connection.sasl ? { sasl: connection.sasl as SASLOptions } : {}),
  };
  return new Kafka(config);
}

function tlsOptions({ caFile, certFile, keyFile }: NonNullable<KafkaConnection['tls']>): ConnectionOptions {
  if (!certFile !== !keyFile) {
    throw new KafkaConfigurationError('a client certificate needs both KAFKA_TLS_CERT_FILE and KAFKA_TLS_KEY_FILE');
  }
  return {
    ...(caFile ? { ca: pem(caFile) } : {}),
    ...(certFile && keyFile ? { cert: pem(certFile), key: pem(keyFile) } : {}),
  };
}

function pem(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new KafkaConfigurationError(`the certificate file ${file} cannot be read: ${String(error)}`);
  }
}

const logger = new Logger('Kafka');

/** Nobody needs to know: members come and go, a fresh broker is not ready at first, and the publisher gives up a producer that failed. */
const EXPECTED = /rebalanc|coordinator is (loading|not available)|not the leader|Limiting retries for the idempotent/i;

/** A broker that is away is worth a line, and not one for each attempt of each connection. */
const REPEAT = 30_000;
const said = new Map<string, number>();

/** What kafkajs calls an error is mostly a broker that is away; it goes on by itself, and so this warns. */
function log(entry: { namespace: string; log: { message: string; groupId?: string; error?: unknown } }): void {
  const { message, groupId, error } = entry.log;
  const detail = typeof error === 'string' && error !== message ? `: ${error}` : '';
  const line = `${entry.namespace || 'client'}${groupId ? ` ${groupId}` : ''}: ${message}${detail}`;
  if (EXPECTED.test(line) || performance.now() - (said.get(line) ?? -Infinity) < REPEAT) return;
  if (said.size > 1_000) said.clear();
  said.set(line, performance.now());
  logger.warn(line);
}
