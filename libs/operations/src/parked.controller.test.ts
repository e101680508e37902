import 'reflect-metadata';
import { Module } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AuthModule, type Role } from '@salesagent/auth';
import { testIssuer, type TestIssuer } from '@salesagent/auth/testing';
import { consumerDdl, ParkedKeys } from '@salesagent/bus';
import { aStageMove } from '@salesagent/bus/testing';
import { eventStoreDdl, inTransaction } from '@salesagent/event-store';
import { bootstrap, loadConfig } from '@salesagent/platform';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { OperationsModule } from './operations.module';
import type { Discarded, ParkedEvents, ParkedKeys as Keys, Redriven } from './parked.schema';

@Module({ imports: [AuthModule.forService(), OperationsModule.forSchema('service')] })
class Service {}

const KEY = 'opportunity/1';
const PLACE = { consumer: 'service', source: 'gateway', key: KEY, sequence: 1 };

describe('the parked keys of a service, over its API', () => {
  let issuer: TestIssuer;
  let database: TestDatabase;
  let app: NestExpressApplication;
  let url: string;

  beforeAll(async () => {
    [issuer, database] = await Promise.all([testIssuer(), testDatabase()]);
    await database.pool.query(`create schema service; ${eventStoreDdl('service')} ${consumerDdl('service')}`);
    const parked = new ParkedKeys(database.pool, 'service', 'service');
    const sealed = { subject: 'contact/1', keyVersion: 1, iv: 'i', tag: 't', data: 'd' };
    await inTransaction(database.pool, (client) =>
      parked.add(client, [
        {
          event: aStageMove(KEY, 1, { data: { set: { name: sealed } } }),
          reason: 'no such stage',
          attempts: 2,
          retryInMilliseconds: 60_000,
        },
        { event: aStageMove(KEY, 2), reason: 'waits', attempts: 0, retryInMilliseconds: null },
      ]),
    );
    const config = loadConfig({
      DATABASE_URL: database.connectionString,
      PORT: '0',
      LOG_LEVEL: 'silent',
      ...issuer.environment,
    });
    app = await bootstrap(Service, { service: 'service', config });
    url = await app.getUrl();
  });
  afterAll(async () => {
    await app.close();
    await Promise.all([issuer.close(), database.drop()]);
  });

  async function ask<T>(role: Role, path: string, body?: object): Promise<{ status: number; body: T }> {
    const authorization = `Bearer ${await issuer.token({ sub: 'vera', roles: [role] })}`;
    const response = await fetch(`${url}/operations/parked${path}`, {
      headers: { authorization, 'content-type': 'application/json' },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as T };
  }

  it('shows them to those who see every record, and lets only operations decide', async () => {
    const redrive = { key: KEY, reason: 'why not' };
    const seen = async (role: Role) => [
      (await ask(role, '')).status,
      (await ask(role, `/events?key=${KEY}`)).status,
      (await ask(role, '/redrive', redrive)).status,
      (await ask(role, '/discard', { ...PLACE, sequence: 99, reason: 'why not' })).status,
    ];
    expect(await seen('rep')).toEqual([403, 403, 403, 403]);
    expect(await seen('manager')).toEqual([403, 403, 403, 403]);
    expect(await seen('auditor')).toEqual([200, 200, 403, 403]);
    expect(await seen('admin')).toEqual([200, 200, 200, 409]);
  });

  it('asks for a reason', async () => {
    for (const body of [{ key: KEY }, { key: KEY, reason: '  ' }]) {
      const { status, body: said } = await ask<{ message: string }>('operations_vp', '/redrive', body);
      expect([status, said.message]).toEqual([400, expect.stringContaining('reason')]);
    }
  });

  it('shows the event with what is sealed in it, redrives it and lets it go, and keeps who and why', async () => {
    const { body: keys } = await ask<Keys>('operations_vp', '');
    expect(keys.keys).toMatchObject([{ key: KEY, state: 'failed', waiting: 1, attempts: 2 }]);
    const { body: redriven } = await ask<Redriven>('operations_vp', '/redrive', { reason: 'the rule is mended' });
    expect(redriven.redriven).toEqual([PLACE]);
    const { body: gone } = await ask<Discarded>('operations_vp', '/discard', { ...PLACE, reason: 'a test event' });
    expect(gone).toEqual({ discarded: PLACE, waitedBehind: 1 });
    const { body: shown } = await ask<ParkedEvents>('operations_vp', `/events?key=${KEY}`);
    expect(shown.events[0]).toMatchObject({
      event: { data: { set: { name: { subject: 'contact/1', data: 'd' } } } },
      discardedBy: 'vera',
    });
    expect(shown.history.map(({ what, decidedBy, reason }) => [what, decidedBy, reason])).toEqual([
      ['discarded', 'vera', 'a test event'],
      ['redriven', 'vera', 'the rule is mended'],
      ['redriven', 'vera', 'why not'],
      ['parked', null, 'no such stage'],
    ]);
  });
});
