import 'reflect-metadata';
import { Controller, Get, Inject, Module } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import type { Pool } from 'pg';
import { bootstrap } from './bootstrap';
import { loadConfig } from './config';
import { ServiceStatus } from './service-status';
import { POOL } from './tokens';

@Controller()
class DatabaseName {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  @Get('database')
  async name(): Promise<unknown> {
    return (await this.pool.query('select current_database() as name')).rows[0];
  }
}

@Module({ controllers: [DatabaseName] })
class TrivialModule {}

describe('a service started by bootstrap', () => {
  let database: TestDatabase;
  let app: NestExpressApplication;
  let url: string;
  let consuming = false;

  beforeAll(async () => {
    database = await testDatabase();
    const config = loadConfig({ DATABASE_URL: database.connectionString, PORT: '0', LOG_LEVEL: 'silent' });
    app = await bootstrap(TrivialModule, { service: 'trivial', config });
    app.get(ServiceStatus).register({
      name: 'consumer of deals',
      ready: () => consuming,
      progress: () => Promise.resolve([{ group: 'trivial.deals', caughtUp: consuming, lag: consuming ? 0 : 7 }]),
    });
    url = await app.getUrl();
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  const get = async (path: string) => {
    const response = await fetch(url + path);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('gives its controllers the pool of the configured database', async () => {
    expect(await get('/database')).toMatchObject({ status: 200, body: { name: database.name } });
  });

  it('is live before it is ready, and says what it waits for', async () => {
    expect(await get('/health/live')).toMatchObject({ status: 200 });
    expect(await get('/health/ready')).toMatchObject({
      status: 503,
      body: { error: { parts: { waitingFor: ['consumer of deals'] } } },
    });
  });

  it('is ready once its consumers have started, and shows how far they are', async () => {
    consuming = true;
    expect(await get('/health/ready')).toMatchObject({ status: 200 });
    expect(await get('/internal/progress')).toMatchObject({
      body: { service: 'trivial', consumers: [{ group: 'trivial.deals', caughtUp: true, lag: 0 }] },
    });
  });

  it('takes nothing new while it drains', async () => {
    app.get(ServiceStatus).drain();
    expect(await get('/health/ready')).toMatchObject({ status: 503 });
  });
});
