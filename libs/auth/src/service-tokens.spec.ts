import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ServiceTokens } from './service-tokens';

describe('the tokens a service gets for itself', () => {
  const asked: URLSearchParams[] = [];
  let issuer: string;
  let server: Server;

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        const token = request.url === '/token';
        if (token) asked.push(new URLSearchParams(body));
        const answer = token
          ? { access_token: `t${asked.length}`, expires_in: 3_600 }
          : { issuer, jwks_uri: `${issuer}/jwks`, token_endpoint: `${issuer}/token` };
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  const client = () => ({ issuer, audience: 'salesagent', clientId: 'gateway', clientSecret: 's' });

  it('ask for the audience as their scope, and are kept while they hold', async () => {
    let now = 0;
    const tokens = new ServiceTokens(client(), () => now);
    const first = await tokens.token();
    expect(await tokens.token()).toBe(first);
    now = 3_600_000;
    expect(await tokens.token()).not.toBe(first);
    expect(Object.fromEntries(asked[0]!)).toEqual({ grant_type: 'client_credentials', scope: 'salesagent' });
  });

  it('ask for what an issuer wants besides, which cannot change what kind of token it is', async () => {
    const more = {
      serviceScope: 'api://x/.default',
      requestParameters: 'audience=https://salesagent&grant_type=password',
    };
    await new ServiceTokens({ ...client(), ...more }).token();
    expect(Object.fromEntries(asked.at(-1)!)).toEqual({
      grant_type: 'client_credentials',
      scope: 'api://x/.default',
      audience: 'https://salesagent',
    });
  });
});
