import { kafkaConnection } from './open-bus';

describe('the configuration of Kafka', () => {
  it('is brokers alone', () => {
    expect(kafkaConnection({ brokers: 'one:9092, two:9092' })).toEqual({ brokers: ['one:9092', 'two:9092'] });
  });

  it('is brokers with SASL and TLS', () => {
    const sasl = { saslMechanism: 'scram-sha-512', username: 'me', password: 'secret' } as const;
    expect(kafkaConnection({ brokers: 'one:9093', ...sasl, tls: true, caFile: 'ca.pem' })).toEqual({
      brokers: ['one:9093'],
      sasl: { mechanism: 'scram-sha-512', username: 'me', password: 'secret' },
      tls: { caFile: 'ca.pem' },
    });
  });

  it.each([
    ['no broker', {}, /KAFKA_BROKERS/],
    [
      'a mechanism without a password',
      { brokers: 'b:1', saslMechanism: 'plain', username: 'me' },
      /KAFKA_SASL_PASSWORD/,
    ],
    ['a password without a mechanism', { brokers: 'b:1', password: 'secret' }, /need KAFKA_SASL_MECHANISM/],
    ['certificates without TLS', { brokers: 'b:1', caFile: 'ca.pem' }, /KAFKA_TLS is not true/],
  ] as const)('with %s is refused by the name of the variable', (_what, settings, reason) => {
    expect(() => kafkaConnection(settings)).toThrow(reason);
  });
});
