import { runningConsole, type RunningConsole } from './testing';

jest.setTimeout(120_000);

const field = (name: string) => ({ name, label: name, description: '', options: ['Nothing', 'Assumed'] });
const letter = (letter: string, state: string, name: string) => ({
  ...{ letter, state, field: name, similar: [], wanted: field(name), line: `meddicc.${letter}: { field: ${name} }` },
});
const LETTERS = {
  ...{ crm: 'hubspot', object: 'deals' },
  letters: [
    letter('champion', 'mapped', 'our_champion'),
    letter('metrics', 'missing', 'meddicc_metrics'),
    letter('competition', 'missing', 'meddicc_competition'),
  ],
};
const REQUEST = {
  ...{ requestId: 'r1', digest: 'd', reason: 'wanted', by: 'operations', requestedAt: '2026-03-02T12:00:00.000Z' },
  plan: { crm: 'hubspot', object: 'deals', fields: [field('meddicc_metrics')] },
};

describe('fields for MEDDICC, through the console', () => {
  let running: RunningConsole;
  beforeAll(async () => (running = await runningConsole()));
  afterAll(() => running.stop());
  beforeEach(() => {
    running.others.asked.length = 0;
    running.others.answers['GET /meddicc-fields'] = { body: LETTERS };
  });

  const signedIn = async (role: string) =>
    running.issuer.token({ sub: role, name: 'Vera Vance', roles: [role], personId: null });
  async function call(path: string, body?: object, role = 'operations_vp') {
    const response = await fetch(`${running.url}/api/crm/fields${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${await signedIn(role)}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }
  const toldOrchestrator = () =>
    running.others.asked.filter(({ method, path }) => method === 'POST' && path.startsWith('/crm-fields'));

  it('are listed with what was asked for', async () => {
    running.others.answers['GET /crm-fields'] = { body: { requests: [REQUEST] } };
    expect(await call('')).toEqual({ status: 200, body: { ...LETTERS, requests: [REQUEST] } });
  });

  it('are asked for as gateway would make them: all that are missing, or those named', async () => {
    running.others.answers['POST /crm-fields/requests'] = { status: 201, body: REQUEST };
    expect(await call('/requests', { reason: 'wanted' })).toEqual({ status: 201, body: REQUEST });
    const fields = [field('meddicc_metrics'), field('meddicc_competition')];
    expect(toldOrchestrator().at(-1)?.body).toEqual({
      ...{ plan: { crm: 'hubspot', object: 'deals', fields }, reason: 'wanted' },
    });
    await call('/requests', { reason: 'wanted', letters: ['metrics'] });
    expect(toldOrchestrator().at(-1)?.body).toMatchObject({ plan: { fields: [field('meddicc_metrics')] } });
  });

  it('are not asked for where there is a field', async () => {
    const { status, body } = await call('/requests', { reason: 'wanted', letters: ['champion'] });
    expect([status, body['code'], body['message']]).toEqual([
      ...[409, 'nothing-missing', 'There is a field already: champion (our_champion).'],
    ]);
    expect(toldOrchestrator()).toEqual([]);
  });

  it('are made by the permit that the approval gave, and only then', async () => {
    running.others.answers['POST /crm-fields/approve'] = { body: { request: REQUEST, permit: 'signed' } };
    const made = { fields: [{ name: 'meddicc_metrics', outcome: 'created' }], lines: ['meddicc.metrics: …'] };
    running.others.answers['POST /meddicc-fields'] = { body: made };
    expect(await call('/approve', { requestId: 'r1' })).toEqual({ status: 200, body: { request: REQUEST, ...made } });
    expect(running.others.asked.at(-1)?.body).toEqual({ requestId: 'r1', plan: REQUEST.plan, permit: 'signed' });
    running.others.asked.length = 0;
    running.others.answers['POST /crm-fields/approve'] = {
      ...{ status: 403, body: { code: 'same-person', message: 'A second person does.' } },
    };
    expect(await call('/approve', { requestId: 'r1' })).toMatchObject({ status: 403, body: { code: 'same-person' } });
    expect(running.others.asked.map(({ path }) => path)).toEqual(['/crm-fields/approve']);
  });

  it('are nothing for others than operations and admins', async () => {
    for (const role of ['rep', 'manager', 'auditor']) {
      expect((await call('', undefined, role)).status).toBe(403);
      expect((await call('/approve', { requestId: 'r1' }, role)).status).toBe(403);
    }
    expect(running.others.asked).toEqual([]);
  });
});
