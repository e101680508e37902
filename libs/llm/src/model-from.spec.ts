import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@salesagent/platform/config';
import { aRequest, ANSWER } from '../testing/a-request';
import { scriptedModel } from '../testing/scripted-model';
import { reply, type Script } from '../testing/stand-in/reply';
import { startStandIn, type StandIn } from '../testing/stand-in/server';
import { MemoryLedger } from './ledger/memory-ledger';
import { modelFrom } from './model-from';

describe('the model of a process', () => {
  let server: StandIn | undefined;
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'models-'))));
  afterEach(async () => {
    await server?.close();
    rmSync(folder, { recursive: true });
  });

  const database = { DATABASE_URL: 'postgres://localhost/x', SALESAGENT_COMPANY: 'acme' };
  const config = (environment: Record<string, string>) => loadConfig({ ...database, ...environment });
  const start = async (script: Script) => (server = await startStandIn(script));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const today = () => new Date().toISOString().slice(0, 10);

  it('is none without a key, and says what to set', async () => {
    const model = modelFrom(config({}), { ledger: new MemoryLedger() });
    expect(model.configured).toBe(false);
    await expect(model.answer(aRequest())).rejects.toThrow(/templates are used. Set OPENAI_API_KEY/);
  });

  it('asks a server of one’s own without a key', async () => {
    const { baseUrl, requests } = await start([reply.value(ANSWER)]);
    const ledger = new MemoryLedger();
    const model = modelFrom(config({ OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: 'llama-4' }), { ledger });
    expect(model.name).toBe('127.0.0.1/llama-4');
    expect(await model.answer(aRequest())).toMatchObject({ value: ANSWER, costUsd: null });
    expect(requests[0]?.body['model']).toBe('llama-4');
    const sums = await ledger.sums({ company: 'acme', from: '2026-01-01', to: '2999-01-01', by: ['model', 'outcome'] });
    expect(sums).toMatchObject([{ of: ['llama-4-2026-01-01', 'answered'], calls: 1, unpriced: 1 }]);
  });

  it('goes on to the fallback models, and counts each', async () => {
    const { baseUrl } = await start(({ body }) =>
      body['model'] === 'big' ? reply.refusal('no') : reply.value(ANSWER),
    );
    const ledger = new MemoryLedger();
    const own = { OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: 'big', OPENAI_FALLBACK_MODELS: 'small, smaller' };
    expect((await modelFrom(config(own), { ledger }).answer(aRequest())).model).toBe('small-2026-01-01');
    const sums = await ledger.sums({ company: 'acme', from: '2026-01-01', to: '2999-01-01', by: ['outcome'] });
    expect(sums.map(({ of, calls }) => [...of, calls]).sort()).toEqual([
      ['answered', 1],
      ['refused', 1],
    ]);
  });

  it('ends in another provider’s model where one is given', async () => {
    const fallback = { ...scriptedModel(ANSWER), name: 'anthropic/claude' };
    const model = modelFrom(config({}), { ledger: new MemoryLedger(), fallbacks: [fallback] });
    expect(model.configured).toBe(true);
    expect((await model.answer(aRequest())).value).toEqual(ANSWER);
  });

  it('keeps the budgets and prices of its files', async () => {
    const { baseUrl, requests } = await start([reply.value(ANSWER)]);
    const budgets = 'perDay:\n  - usd: 50\n  - agent: deal\n    action: deal-risk\n    tokens: 100\n';
    const prices = `our-model:\n  - { from: 2026-01-01, input: 1, cachedInput: 1, output: 1 }\n`;
    const own = {
      ...{ OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: 'our-model' },
      MODEL_BUDGETS_FILE: file('budgets.yaml', budgets),
      MODEL_PRICES_FILE: file('prices.yaml', prices),
    };
    const model = modelFrom(config(own), { ledger: new MemoryLedger() });
    await expect(model.answer(aRequest())).rejects.toMatchObject({ kind: 'budget-spent', limit: 100 });
    expect(requests).toHaveLength(0);
    const other = aRequest({ purpose: { company: 'acme', agent: 'deal', action: 'next-step' } });
    expect((await model.answer(other)).costUsd).toBeGreaterThan(0);
  });

  it.each([
    ['perDay:\n  - agent: deal\n    usd: much\n', ':3: perDay.0.usd: '],
    ['perDay:\n  - action: deal-risk\n    usd: 1\n', ':2: perDay.0: an action needs its agent'],
    ['perDay:\n  - agent: deal\n', ':2: perDay.0: needs usd, tokens or both'],
    ['perDay: [\n', ':2: '],
    ['perDay: *none\n', ':1: not valid YAML: Unresolved alias'],
  ])('names the line of a budget it cannot use: %j', (text, problem) => {
    const name = file('budgets.yaml', text);
    const own = { OPENAI_API_KEY: 'k', MODEL_BUDGETS_FILE: name };
    expect(() => modelFrom(config(own), { ledger: new MemoryLedger() })).toThrow(`${name}${problem}`);
  });

  it('goes through Helicone where that is configured, with whose call it is', async () => {
    const { baseUrl, requests } = await start([reply.value(ANSWER)]);
    const own = { OPENAI_API_KEY: 'k', HELICONE_API_KEY: 'h', HELICONE_BASE_URL: baseUrl };
    const ledger = new MemoryLedger();
    await modelFrom(config(own), { ledger }).answer(aRequest());
    expect(requests[0]?.headers).toMatchObject({
      authorization: 'Bearer k',
      'helicone-auth': 'Bearer h',
      'helicone-property-company': 'acme',
      'helicone-property-agent': 'deal',
      'helicone-property-action': 'deal-risk',
      'helicone-property-subject': 'opportunity/O1',
      'helicone-session-id': 'deal-risk:opportunity/O1:1',
      'helicone-prompt-id': 'deal-risk.summary',
    });
    expect((await ledger.spent({ company: 'acme' }, today())).usd).toBeGreaterThan(0);
  });

  it('tells Helicone of the server behind it', async () => {
    const { baseUrl, requests } = await start([reply.value(ANSWER)]);
    const own = { OPENAI_BASE_URL: 'https://models.example.com/v1', HELICONE_API_KEY: 'h', HELICONE_BASE_URL: baseUrl };
    await modelFrom(config(own), { ledger: new MemoryLedger() }).answer(aRequest());
    expect(requests[0]?.headers['helicone-openai-api-base']).toBe('https://models.example.com/v1');
  });
});
