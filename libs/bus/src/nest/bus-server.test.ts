import { Controller, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, Payload, type MicroserviceOptions } from '@nestjs/microservices';
import type { IntegrationEvent } from '@salesagent/canon/events';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { COMPANY, stageMoves, until } from '../../testing';
import type { BusConsumer } from '../consumer/bus-consumer';
import { consumerDdl } from '../consumer/ddl';
import { InfrastructureError } from '../consumer/failure';
import { busDdl } from '../postgres/ddl';
import { PostgresBus } from '../postgres/postgres-bus';
import { BusContext, BusServer, RethrowFilter } from './bus-server';

let outages = 2;

@Controller()
class StageMoves {
  @EventPattern('OpportunityStageMoved')
  async moved(@Payload() event: IntegrationEvent, @Ctx() context: BusContext): Promise<void> {
    await context.client.query('insert into service.effect values ($1, $2)', [event.key, event.sequence]);
    if (event.key === 'opportunity/outage' && outages-- > 0) throw new InfrastructureError('away');
    if (event.key === 'opportunity/bad') throw new Error('makes no sense');
  }
}

@Module({ controllers: [StageMoves] })
class ServiceModule {}

describe('Nest controllers on the bus', () => {
  let database: TestDatabase;
  let transport: PostgresBus;
  let server: BusServer;
  let close: () => Promise<void>;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = await testDatabase({ poolSize: 20 });
    await database.pool.query(
      `create schema service; ${consumerDdl('service')} ${busDdl(2)} create table service.effect (key text, sequence int)`,
    );
    transport = new PostgresBus(database.pool);
    server = new BusServer({
      group: 'nest',
      company: COMPANY,
      pool: database.pool,
      schema: 'service',
      transport,
      backoff: () => 3_600_000,
    });
    const app = await NestFactory.createMicroservice<MicroserviceOptions>(ServiceModule, {
      strategy: server,
      logger: false,
    });
    app.useGlobalFilters(new RethrowFilter());
    await app.listen();
    close = () => app.close();
  });
  afterAll(async () => {
    await close();
    await transport.close();
    await database.drop();
  });

  const effects = async (key: string): Promise<number[]> =>
    (
      await database.pool.query<{ sequence: number }>(
        'select sequence from service.effect where key = $1 order by sequence',
        [key],
      )
    ).rows.map((row) => row.sequence);

  it('handle events in the transaction that moves the position', async () => {
    await transport.publish(stageMoves('opportunity/nest', 3));
    await until(async () => (await effects('opportunity/nest')).length === 3);
    expect(await effects('opportunity/nest')).toEqual([1, 2, 3]);
  });

  it('park what fails with its own reason, and leave no effect of it', async () => {
    await transport.publish(stageMoves('opportunity/bad', 2));
    const consumer = server.unwrap<BusConsumer>();
    await until(async () => (await consumer.parked.list({ key: 'opportunity/bad' })).length === 2);
    expect((await consumer.parked.list({ key: 'opportunity/bad' }))[0]?.reason).toBe('Error: makes no sense');
    expect(await effects('opportunity/bad')).toEqual([]);
  });

  it('wait for the infrastructure, whose errors Nest would have hidden', async () => {
    await transport.publish(stageMoves('opportunity/outage', 1));
    await until(async () => (await effects('opportunity/outage')).length === 1);
    expect(await server.unwrap<BusConsumer>().parked.list({ key: 'opportunity/outage' })).toEqual([]);
  });
});
