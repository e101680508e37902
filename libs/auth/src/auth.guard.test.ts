import 'reflect-metadata';
import { Controller, Get, Module, Post } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { bootstrap, loadConfig } from '@salesagent/platform';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { testIssuer, type TestIssuer, type TokenClaims } from '../testing';
import { AuthModule, Can, CurrentPrincipal, Public, Roles, ServiceTokens, type Principal } from './index';

@Controller()
class Doors {
  @Get('open')
  @Public()
  open(): string {
    return 'open';
  }

  @Get('me')
  me(@CurrentPrincipal() principal: Principal): Principal {
    return principal;
  }

  @Get('services-only')
  @Roles('service')
  forServices(): string {
    return 'ok';
  }

  @Post('tiering')
  @Can('sign', 'Tiering')
  sign(): string {
    return 'signed';
  }
}

const people = [
  { id: 'mo', managerId: null },
  { id: 'ada', managerId: 'mo' },
];

@Module({
  imports: [AuthModule.forService({ directory: { useFactory: () => ({ people: () => Promise.resolve(people) }) } })],
  controllers: [Doors],
})
class GuardedModule {}

describe('a service behind the sign-in guard', () => {
  let issuer: TestIssuer;
  let stranger: TestIssuer;
  let database: TestDatabase;
  let app: NestExpressApplication;
  let url: string;

  beforeAll(async () => {
    [issuer, stranger, database] = await Promise.all([testIssuer(), testIssuer(), testDatabase()]);
    const config = loadConfig({
      DATABASE_URL: database.connectionString,
      PORT: '0',
      LOG_LEVEL: 'silent',
      ...issuer.environment,
    });
    app = await bootstrap(GuardedModule, { service: 'guarded', config });
    url = await app.getUrl();
  });
  afterAll(async () => {
    await app.close();
    await Promise.all([issuer.close(), stranger.close(), database.drop()]);
  });

  const call = async (path: string, token: string | null, method = 'GET') => {
    const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(url + path, { method, headers });
    return { status: response.status, body: await response.text() };
  };
  const as = (claims: TokenClaims) => issuer.token(claims);

  it('answers without a token only where it says so, health included', async () => {
    expect((await call('/open', null)).status).toBe(200);
    expect((await call('/health/live', null)).status).toBe(200);
    expect((await call('/me', null)).status).toBe(401);
  });

  it('knows who a token is for', async () => {
    const { body } = await call('/me', await as({ sub: 'ada', name: 'Ada Ash', roles: ['rep'], personId: 'ada' }));
    expect(JSON.parse(body)).toEqual({ sub: 'ada', name: 'Ada Ash', roles: ['rep'], personId: 'ada', teamIds: [] });
  });

  it("knows a manager's team from the people it mirrors", async () => {
    const { body } = await call('/me', await as({ roles: ['manager'], personId: 'mo' }));
    expect(JSON.parse(body)).toMatchObject({ teamIds: ['ada'] });
  });

  it.each<[string, () => Promise<string>]>([
    ['has expired', () => as({ expiresIn: -60 })],
    ['is meant for somebody else', () => as({ audience: 'payroll' })],
    ['names another issuer', () => as({ issuer: 'https://elsewhere.example' })],
    ['is signed by somebody else in our name', () => stranger.token({ issuer: issuer.issuer })],
    ['is not a token', () => Promise.resolve('not.a.token')],
  ])('refuses one that %s', async (_what, token) => {
    expect((await call('/me', await token())).status).toBe(401);
  });

  it('lets a client from outside do nothing that no ability is named for', async () => {
    expect((await call('/me', await as({ sub: 'warehouse', roles: ['consumer'] }))).status).toBe(403);
    expect((await call('/open', await as({ sub: 'warehouse', roles: ['consumer'] }))).status).toBe(200);
  });

  it('refuses what a role does not allow', async () => {
    expect((await call('/services-only', await as({ roles: ['operations_vp'] }))).status).toBe(403);
    expect((await call('/tiering', await as({ roles: ['rep'], personId: 'ada' }), 'POST')).status).toBe(403);
    expect((await call('/tiering', await as({ roles: ['operations_vp'] }), 'POST')).status).toBe(201);
  });

  it('gets a token for itself, and keeps it', async () => {
    const tokens = app.get(ServiceTokens);
    const token = await tokens.token();
    expect((await call('/services-only', token)).status).toBe(200);
    expect(await tokens.token()).toBe(token);
  });
});
