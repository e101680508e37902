import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@salesagent/platform/config';
import { reply, type Script } from '../../testing/stand-in/reply';
import { startStandIn, type StandIn } from '../../testing/stand-in/server';
import type { ModelError } from '../errors';
import { MemoryLedger } from '../ledger/memory-ledger';
import { embedderFrom } from './embedder-from';

describe('what makes the vectors of a process', () => {
  let server: StandIn | undefined;
  afterEach(() => server?.close());

  const ledger = () => new MemoryLedger();
  const from = (environment: Record<string, string>, of = ledger(), miniLmFolder?: string) =>
    embedderFrom(loadConfig({ DATABASE_URL: 'postgres://localhost/x', SALESAGENT_COMPANY: 'acme', ...environment }), {
      ...{ ledger: of, agent: 'orchestrator' },
      ...(miniLmFolder !== undefined && { miniLmFolder }),
    });
  const start = async (script: Script = [reply.text('')]) => (server = await startStandIn(script, { apiKey: 'k' }));
  const sums = (of: MemoryLedger) =>
    of.sums({ company: 'acme', from: '2000-01-01', to: '2999-01-01', by: ['agent', 'action', 'model', 'outcome'] });
  const openAi = (baseUrl: string, more: Record<string, string> = {}) => ({
    ...{ EMBEDDINGS: 'openai', OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: 'k', ...more },
  });

  it('is nothing unless it is said, whatever key there is', () => {
    expect(from({ OPENAI_API_KEY: 'k' })).toEqual({ embedder: null, why: 'EMBEDDINGS is none' });
  });

  it('says what is missing where it cannot be had, and lets the process start', () => {
    const folder = mkdtempSync(join(tmpdir(), 'no-model-'));
    const { embedder, why } = from({ EMBEDDINGS: 'minilm' }, ledger(), folder);
    expect([embedder, why]).toEqual([null, expect.stringMatching(/model\.onnx.*`salesagent playbook model` fetches/)]);
    rmSync(folder, { recursive: true });
    expect(from({ EMBEDDINGS: 'openai' }).why).toMatch(/neither a key .* nor a server/);
    const own = { EMBEDDING_MODEL: 'bge-m3', EMBEDDING_BASE_URL: 'http://vectors.example:8080/v1' };
    expect(from({ EMBEDDINGS: 'openai', ...own }).why).toMatch(/vectors of bge-m3 .* set EMBEDDING_DIMENSIONS/);
    const told = from({ EMBEDDINGS: 'openai', ...own, EMBEDDING_DIMENSIONS: '1024' }).embedder;
    expect(told).toMatchObject({ model: 'vectors.example/bge-m3/1024', dimensions: 1024 });
  });

  it('asks the server of the models, and counts each request with its price', async () => {
    const { baseUrl, requests } = await start();
    const spent = ledger();
    const { embedder } = from(openAi(baseUrl), spent);
    expect(embedder).toMatchObject({ model: '127.0.0.1/text-embedding-3-small/1536', dimensions: 1536 });
    const vectors = await embedder!.embed(
      Array.from({ length: 65 }, (_, i) => `The sun rises in the east ${i}`),
      'passage',
    );
    expect([vectors.length, vectors[0]!.length]).toEqual([65, 1536]);
    expect(requests.map(({ body }) => [(body['input'] as string[]).length, 'dimensions' in body])).toEqual([
      [64, false],
      [1, false],
    ]);
    const [row] = await sums(spent);
    expect(row).toMatchObject({
      ...{ of: ['orchestrator', 'embedding', 'text-embedding-3-small', 'answered'], calls: 2 },
      ...{ unpriced: 0, estimatedTokens: 0 },
    });
    expect(row!.usd).toBeCloseTo((row!.tokens * 0.02) / 1_000_000, 7);
  });

  it('asks for shorter vectors, and another server with a key of its own', async () => {
    const { baseUrl, requests } = await start();
    const own = { EMBEDDING_BASE_URL: baseUrl, EMBEDDING_API_KEY: 'k', EMBEDDING_DIMENSIONS: '256' };
    const { embedder } = from({ ...openAi('http://127.0.0.1:1/v1', { OPENAI_API_KEY: 'another' }), ...own });
    expect((await embedder!.embed(['a question'], 'question'))[0]).toHaveLength(256);
    expect(requests[0]?.body['dimensions']).toBe(256);
    const { EMBEDDING_API_KEY: _, ...keyless } = own;
    const without = from({ ...openAi('http://127.0.0.1:1/v1'), ...keyless }).embedder!;
    // The key of one server is not shown to another.
    await expect(without.embed(['a'], 'question')).rejects.toMatchObject({ kind: 'rejected' });
    expect(requests.at(-1)?.headers['authorization']).toBe('Bearer none');
  });

  it('asks nothing once the budget of the day is spent', async () => {
    const { baseUrl, requests } = await start();
    const spent = ledger();
    const { embedder } = from(openAi(baseUrl, { MODEL_BUDGET_TOKENS_PER_DAY: '20' }), spent);
    await embedder!.embed(['a short question'], 'question');
    await expect(embedder!.embed([`a long ${'question '.repeat(20)}`], 'question')).rejects.toMatchObject({
      ...{ kind: 'budget-spent', unit: 'tokens', limit: 20 },
    });
    expect(requests).toHaveLength(1);
  });

  it.each([
    ['has a fault of its own', reply.status(503), 'unavailable'],
    ['breaks off every connection', reply.drop(''), 'unavailable'],
  ])('counts nothing for a server that %s', async (_, answer, outcome) => {
    const spent = ledger();
    const { baseUrl } = await start([answer]);
    const { embedder } = from(openAi(baseUrl), spent);
    await expect(embedder!.embed(['a question'], 'question')).rejects.toMatchObject({ kind: outcome });
    const [row] = await sums(spent);
    expect([row?.of.at(-1), row?.calls, row?.tokens, row?.usd]).toEqual([outcome, 1, 0, 0]);
  });

  it('asks once for a question, and after a failure not for a while; passages are asked for more often', async () => {
    const { baseUrl, requests } = await start([reply.status(503, undefined, { 'retry-after-ms': '1' })]);
    const { embedder } = from(openAi(baseUrl));
    for (let times = 0; times < 3; times++) {
      await expect(embedder!.embed(['a question'], 'question')).rejects.toThrow('has a fault of its own (503)');
    }
    expect(requests).toHaveLength(1);
    await expect(embedder!.embed(['a passage'], 'passage')).rejects.toMatchObject({ kind: 'unavailable' });
    expect(requests).toHaveLength(5);
  });

  it('lets a question wait neither for long for its vector, nor for a place', async () => {
    const { baseUrl, requests } = await start([reply.silence()]);
    const { embedder } = from(openAi(baseUrl, { MODEL_CONCURRENCY: '1' }));
    const two = await Promise.allSettled(['one', 'two'].map((text) => embedder!.embed([text], 'question')));
    expect(two.map((one) => one.status === 'rejected' && (one.reason as ModelError).kind)).toEqual(['timed-out', 'timed-out']); // prettier-ignore
    const before = requests.length;
    await expect(embedder!.embed(['three'], 'question')).rejects.toMatchObject({ kind: 'timed-out' });
    expect(requests).toHaveLength(before);
  });

  it('counts what broke off by estimate, and what was turned down as nothing', async () => {
    const spent = ledger();
    const { baseUrl } = await start(({ body }) =>
      (body['input'] as string[])[0] === 'bad' ? reply.status(400, 'invalid_value') : reply.raw('{"data": []}'),
    );
    const { embedder } = from(openAi(baseUrl), spent);
    await expect(embedder!.embed(['bad'], 'question')).rejects.toMatchObject({ kind: 'rejected' });
    await expect(embedder!.embed(['good'], 'question')).rejects.toThrow('gave fewer vectors than texts');
    const [rejected] = await sums(spent);
    expect(rejected).toMatchObject({ of: expect.arrayContaining(['rejected']) as string[], calls: 2, tokens: 2 });
    expect(rejected!.estimatedTokens).toBe(2);
  });
});
