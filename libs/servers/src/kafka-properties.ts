/** A listener beside the plain one on the loopback interface, for clients that come with SASL or TLS. */
export interface KafkaListener {
  protocol: 'SASL_PLAINTEXT' | 'SSL' | 'SASL_SSL';
  /** Its settings without the listener's prefix: `sasl.enabled.mechanisms`, `ssl.client.auth`, … */
  settings: Record<string, string>;
}

export interface KafkaPorts {
  plain: number;
  controller: number;
  /** By name of the listener. */
  others: Record<string, number>;
}

/** One node that is broker and controller: every replication factor is 1, and it notices its own death quickly. */
const SINGLE_NODE: Record<string, string> = {
  'process.roles': 'broker,controller',
  'node.id': '1',
  'controller.listener.names': 'CONTROLLER',
  'inter.broker.listener.name': 'PLAINTEXT',
  'auto.create.topics.enable': 'false',
  'default.replication.factor': '1',
  'min.insync.replicas': '1',
  'offsets.topic.replication.factor': '1',
  'offsets.topic.num.partitions': '1',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'transaction.state.log.num.partitions': '1',
  'share.coordinator.state.topic.replication.factor': '1',
  'share.coordinator.state.topic.min.isr': '1',
  'share.coordinator.state.topic.num.partitions': '1',
  'group.initial.rebalance.delay.ms': '0',
  'group.min.session.timeout.ms': '1000',
  // With the default of 9 s a broker that was killed needs 12 s to serve again.
  'broker.session.timeout.ms': '3000',
  'broker.heartbeat.interval.ms': '500',
  'log.cleaner.dedupe.buffer.size': '4194304',
  'log.cleaner.threads': '1',
  // Two indexes are laid out in full for each partition: 20 MB by default, of which a local broker fills a little.
  'log.index.size.max.bytes': '1048576',
};

/** The text of `server.properties`. */
export function kafkaProperties(
  data: string,
  ports: KafkaPorts,
  listeners: Record<string, KafkaListener>,
  settings: Record<string, string>,
): string {
  const named = Object.entries(listeners);
  const addresses = [`PLAINTEXT://127.0.0.1:${ports.plain}`, ...named.map(([name]) => at(name, ports))];
  const protocols = [
    'PLAINTEXT:PLAINTEXT',
    'CONTROLLER:PLAINTEXT',
    ...named.map(([name, { protocol }]) => `${name}:${protocol}`),
  ];
  const all = {
    ...SINGLE_NODE,
    'log.dirs': data.replaceAll('\\', '/'),
    'controller.quorum.voters': `1@127.0.0.1:${ports.controller}`,
    listeners: [...addresses, `CONTROLLER://127.0.0.1:${ports.controller}`].join(','),
    'advertised.listeners': addresses.join(','),
    'listener.security.protocol.map': protocols.join(','),
    ...Object.fromEntries(
      named.flatMap(([name, listener]) =>
        Object.entries(listener.settings).map(([key, value]) => [`listener.name.${name.toLowerCase()}.${key}`, value]),
      ),
    ),
    ...settings,
  };
  return Object.entries(all)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}

function at(name: string, ports: KafkaPorts): string {
  return `${name}://127.0.0.1:${ports.others[name]}`;
}

/** Warnings and worse, to standard output. */
export const KAFKA_LOG_PROPERTIES = `status = error
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d{ISO8601} %p %c{1} %m%n
rootLogger.level = warn
rootLogger.appenderRef.out.ref = out
`;
