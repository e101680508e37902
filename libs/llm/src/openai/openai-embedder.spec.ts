import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ModelError } from '../errors';
import { OpenAiEmbedder, type OpenAiEmbedderOptions } from './openai-embedder';

interface Asked {
  model: string;
  input: string[];
  encoding_format: string;
  dimensions?: number;
}
interface Reply {
  status?: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** As OpenAI's reference describes `POST /embeddings`, and no more. */
const vectorsOf = (input: readonly string[], of: (text: string) => number[]): Reply => ({
  body: {
    object: 'list',
    data: input.map((text, index) => ({ object: 'embedding', index, embedding: of(text) })).reverse(),
    model: 'text-embedding-3-small',
    usage: { prompt_tokens: 1, total_tokens: 1 },
  },
});
const failing = (status: number, code: string | null = null, headers = {}): Reply => ({
  ...{ status, headers },
  body: { error: { message: 'no', type: 'error', code, param: null } },
});

describe('vectors over the embeddings API', () => {
  let server: Server | undefined;
  const asked: (Asked & { authorization: string | undefined; path: string | undefined })[] = [];
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    asked.length = 0;
  });

  const start = async (answer: (body: Asked, turn: number) => Reply | null, o: Partial<OpenAiEmbedderOptions> = {}) => {
    server = createServer((request, response) => {
      void read(request).then((text) => {
        const body = JSON.parse(text) as Asked;
        asked.push({ ...body, authorization: request.headers.authorization, path: request.url });
        const reply = answer(body, asked.length);
        if (!reply) return; // never answers
        response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
        response.end(JSON.stringify(reply.body));
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    const own = { model: 'text-embedding-3-small', provider: 'openai', dimensions: 2, apiKey: 'k', baseUrl };
    return new OpenAiEmbedder({ ...own, backOff: () => 0, ...o });
  };

  it('gives one vector a text, in order and of length 1, whatever the order of the answer', async () => {
    const embedder = await start(({ input }) => vectorsOf(input, (text) => (text === 'east' ? [3, 0] : [0, 0.5])));
    expect((await embedder.embed(['east', 'north', ''])).map((v) => [...v])).toEqual([[1, 0], [0, 1], [0, 1]]); // prettier-ignore
    expect(embedder.model).toBe('openai/text-embedding-3-small/2');
    expect(asked).toEqual([
      {
        ...{ model: 'text-embedding-3-small', input: ['east', 'north', ' '], encoding_format: 'float' },
        ...{ authorization: 'Bearer k', path: '/v1/embeddings' },
      },
    ]);
  });

  it('asks for many texts in lots, and for shorter vectors where told to', async () => {
    const embedder = await start(({ input }) => vectorsOf(input, () => [1, 0]), { shorten: true });
    expect(await embedder.embed(Array.from({ length: 130 }, (_, i) => `text ${i}`))).toHaveLength(130);
    expect(asked.map(({ input, dimensions }) => [input.length, dimensions])).toEqual([[64, 2], [64, 2], [2, 2]]); // prettier-ignore
  });

  it('sends of a text only as much as the model takes, and no half of a character', async () => {
    const embedder = await start(({ input }) => vectorsOf(input, () => [1, 0]));
    expect(await embedder.embed(['12 | '.repeat(4_000), '€'.repeat(4_000), 'short'])).toHaveLength(3);
    expect(asked[0]?.input.map((text) => [text.length, Buffer.byteLength(text)])).toEqual([
      [8_191, 8_191],
      [2_730, 8_190],
      [5, 5],
    ]);
  });

  it('asks again after what passes, and not after what does not', async () => {
    const embedder = await start(({ input }, turn) =>
      turn === 1 ? failing(503) : turn === 2 ? failing(429) : vectorsOf(input, () => [1, 0]),
    );
    expect(await embedder.embed(['a'])).toHaveLength(1);
    expect(asked).toHaveLength(3);
    server?.close();
    const refused = await start(() => failing(401, 'invalid_api_key'));
    await expect(refused.embed(['a'])).rejects.toThrow('openai does not accept the key; set OPENAI_API_KEY');
    expect(asked).toHaveLength(4);
  });

  it.each<[string, (body: Asked) => Reply | null, RegExp]>([
    ['is down all the time', () => failing(500), /has a fault of its own \(500\)/],
    ['never answers', () => null, /gave no vectors within 200 ms/],
    ['gives too few', () => vectorsOf([], () => []), /fewer vectors than texts/],
    [
      'gives others than it was said to',
      ({ input }) => vectorsOf(input, () => [1, 0, 0]),
      /a vector of 3 numbers; set/,
    ],
    ['gives nothing but zeros', ({ input }) => vectorsOf(input, () => [0, 0]), /a vector of nothing/],
  ])('says what is wrong with a server that %s', async (_, answer, message) => {
    const embedder = await start(answer, message.source.includes('200') ? { timeoutMs: 200 } : {});
    const failed = embedder.embed(['a']);
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toBeInstanceOf(ModelError);
  });
});

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
