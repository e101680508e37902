import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { probe } from './probe';

describe('what a service says of itself', () => {
  let server: Server;
  let details: unknown;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const body = request.url === '/internal/progress' ? { consumers: [], rebuilding: [], details } : {};
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const asked = () => probe('gateway', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const trouble = { since: '2026-11-26T14:24:52.287Z', message: 'HubSpot cannot be reached', remedy: 'wait' };

  it('tells how the hosted CRM is read, and no more of it than everybody may know', async () => {
    const more = { kind: 'unavailable', code: 'unavailable' };
    details = {
      crm: { crm: 'hubspot', phase: 'following', trouble: { ...trouble, ...more }, underWay: { writes: 1 } },
    };
    expect((await asked()).crm).toEqual({ crm: 'hubspot', phase: 'following', trouble });
  });

  it.each([[undefined], [{}], [{ crm: { crm: 'other' } }]])('tells of none in %j', async (told) => {
    details = told;
    expect(await asked()).toMatchObject({ state: 'ready', crm: null });
  });
});
