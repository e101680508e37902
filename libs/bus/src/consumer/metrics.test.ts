import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { stageMoves, COMPANY, until } from '../../testing';
import { busDdl } from '../postgres/ddl';
import { PostgresBus } from '../postgres/postgres-bus';
import { BusConsumer } from './bus-consumer';
import { consumerDdl } from './ddl';
import { InfrastructureError } from './failure';

describe('the metrics of a consumer', () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  let database: TestDatabase;
  let bus: PostgresBus;

  beforeAll(async () => {
    metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
    database = await testDatabase();
    await database.pool.query(`${busDdl(2)} create schema service; ${consumerDdl('service')}`);
  });
  afterAll(async () => {
    await bus.close();
    await reader.shutdown();
    metrics.disable();
    await database.drop();
  });

  const collected = async (): Promise<Record<string, number>> => {
    exporter.reset();
    await reader.forceFlush();
    const found = exporter.getMetrics().flatMap((r) => r.scopeMetrics.flatMap((scope) => scope.metrics));
    return Object.fromEntries(
      found.flatMap((metric) =>
        metric.dataPoints.map(({ attributes, value }) => [
          [metric.descriptor.name, ...Object.values(attributes)].join(' '),
          Number(value),
        ]),
      ),
    );
  };

  it('tell its lag, its retries, its parked events and their copies', async () => {
    bus = new PostgresBus(database.pool);
    let away = 2;
    const consumer = new BusConsumer({
      group: 'measured',
      company: COMPANY,
      pool: database.pool,
      schema: 'service',
      transport: bus,
      topics: ['crm.opportunity'],
      redriveEveryMilliseconds: 20,
      backoff: () => 3_600_000,
      handle: (events) => {
        if (away-- > 0) return Promise.reject(new InfrastructureError('away'));
        const bad = events.some((event) => event.key === 'opportunity/bad');
        return bad ? Promise.reject(new Error('bad')) : Promise.resolve();
      },
    });
    await bus.publish([...stageMoves('opportunity/bad', 3), ...stageMoves('opportunity/good', 2)]);
    await consumer.start();
    await until(() => consumer.caughtUp());
    // The copy is an event on the bus too, which the consumer passes by.
    let now: Record<string, number> = {};
    await until(async () => {
      now = await collected();
      return now['salesagent.bus.dead_letters measured'] === 1 && now['salesagent.bus.lag measured'] === 0;
    });
    expect(now).toEqual({
      'salesagent.bus.lag measured': 0,
      'salesagent.bus.parked measured failed': 1,
      'salesagent.bus.parked measured waiting': 2,
      'salesagent.bus.retries measured infrastructure': 2,
      'salesagent.bus.retries measured message': 1,
      'salesagent.bus.dead_letters measured': 1,
    });
    await consumer.stop();
  });
});
