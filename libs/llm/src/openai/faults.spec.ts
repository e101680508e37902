import { aRequest, ANSWER } from '../../testing/a-request';
import { reply, type Reply, type Script } from '../../testing/stand-in/reply';
import { startStandIn, type StandIn } from '../../testing/stand-in/server';
import type { ModelError, ModelErrorKind } from '../errors';
import { backOff } from '../retrying';
import { OpenAiModel, type OpenAiOptions } from './openai-model';

// Millions of bytes are sent in some of them.
jest.setTimeout(60_000);

describe.each(['responses', 'chat'] as const)('a model over the %s API that has trouble', (api) => {
  let server: StandIn | undefined;
  afterEach(() => server?.close());

  const start = async (script: Script, options: Partial<OpenAiOptions> = {}) => {
    server = await startStandIn(script, { apiKey: 'k' });
    const own = { model: 'gpt-5.4-mini', provider: 'openai', apiKey: 'k', baseUrl: server.baseUrl, api };
    return new OpenAiModel({ ...own, backOff: () => 0, ...options });
  };
  const failing = (asked: Promise<unknown>) =>
    asked.then(
      () => Promise.reject(new Error('it answered')),
      (error: ModelError) => error,
    );

  it.each<[string, Reply]>([
    ['429 without a word when to come back', reply.status(429, 'rate_limit_exceeded')],
    ['429 with retry-after', reply.status(429, 'rate_limit_exceeded', { 'retry-after': '0' })],
    ['500', reply.status(500)],
    ['503', reply.status(503, 'overloaded')],
    ['a connection dropped half way through', reply.drop('{"summary": "half')],
    ['a stream that is no JSON', reply.raw('data: {"type": "response.cre\n\n')],
    ['a stream of something else', reply.raw('data: {"type": "response.completed"}\n\ndata: null\n\n')],
    ['a page instead of a stream', reply.raw('<html>504</html>', 'text/html')],
    ['a failure in the middle of the stream', reply.failed('server_error')],
  ])('asks again after %s', async (_, first) => {
    const model = await start([first, reply.value(ANSWER)]);
    const answer = await model.answer(aRequest());
    expect(answer).toMatchObject({ value: ANSWER, attempts: 2 });
  });

  it.each<[string, Reply, ModelErrorKind]>([
    ['down', reply.status(503), 'unavailable'],
    ['too busy', reply.status(429, 'rate_limit_exceeded'), 'unavailable'],
    ['losing every connection', reply.drop('{"summary"'), 'unavailable'],
    ['sending rubbish for ever', reply.raw('data: rubbish\n\n'), 'unavailable'],
  ])('gives up after some attempts on a server that is %s', async (_, always, kind) => {
    const model = await start([always], { maxAttempts: 3 });
    const error = await failing(model.answer(aRequest()));
    expect(error).toMatchObject({ kind, spent: { attempts: 3 } });
    expect(server!.requests).toHaveLength(3);
  });

  it.each<[string, Reply, object]>([
    ['refuses', reply.refusal('I cannot help with that.'), { kind: 'refused', words: 'I cannot help with that.' }],
    ['is stopped by a filter', reply.incomplete('content_filter'), { kind: 'refused', words: '' }],
    [
      'needs more than its bound',
      reply.incomplete('max_output_tokens', '{"summary'),
      { kind: 'invalid', because: 'too-long' },
    ],
    ['says nothing', reply.text(''), { kind: 'invalid', because: 'empty' }],
    ['talks instead of answering', reply.text('Sure! Here is it.'), { kind: 'invalid', because: 'not-json' }],
    ['gives another shape', reply.value({ summary: 7 }), { kind: 'invalid', because: 'schema' }],
    ['writes without an end', reply.endless(), { kind: 'invalid', because: 'too-long' }],
    ['is stopped by a policy', reply.status(400, 'content_policy_violation'), { kind: 'refused' }],
    ['is stopped while it writes', reply.failed('bio_policy'), { kind: 'refused' }],
    ['cannot take the prompt', reply.failed('invalid_prompt'), { kind: 'rejected' }],
    ['uses a key that is not valid', reply.status(401, 'invalid_api_key'), { kind: 'rejected', status: 401 }],
    ['is not known', reply.status(404, 'model_not_found'), { kind: 'rejected', status: 404 }],
    ['has no credit', reply.status(429, 'insufficient_quota'), { kind: 'rejected', status: 429 }],
  ])('is not asked again when it %s', async (_, always, said) => {
    const model = await start([always]);
    expect(await failing(model.answer(aRequest()))).toMatchObject(said);
    expect(server!.requests).toHaveLength(1);
  });

  it('says nothing of what the model wrote in an error', async () => {
    const model = await start([reply.value({ summary: 'secret of Ms Smith', score: 'secret' })]);
    const error = await failing(model.answer(aRequest()));
    expect(error.message).toContain('score: invalid_type');
    expect(JSON.stringify([error.message, error])).not.toContain('secret');
  });

  it('reads no more than any answer needs, whatever is sent', async () => {
    const model = await start([reply.raw(': nothing to say\n\n'.repeat(500_000))]);
    const error = await failing(model.answer(aRequest()));
    expect(error).toMatchObject({ kind: 'invalid', because: 'too-long', spent: { attempts: 1 } });
  });

  it.each<[string, Reply]>([
    ['silent', reply.silence()],
    ['stalling in the middle', reply.stall('{"summary": "')],
    ['slower than there is time', reply.later(60_000, reply.value(ANSWER))],
  ])('ends in time with a server that is %s', async (_, always) => {
    const model = await start([always]);
    const error = await failing(model.answer(aRequest({ timeoutMs: 150 })));
    expect(error).toMatchObject({ kind: 'timed-out', timeoutMs: 150 });
    expect(error.spent?.unreported).toBeGreaterThan(0);
  });

  it('leaves time to ask again after an attempt that hangs', async () => {
    const model = await start([reply.silence(), reply.value(ANSWER)]);
    const answer = await model.answer(aRequest({ attemptTimeoutMs: 100 }));
    expect(answer).toMatchObject({ value: ANSWER, attempts: 2 });
  });

  it('does not wait for longer than it has, and says when to come back', async () => {
    const model = await start([reply.status(429, 'rate_limit_exceeded', { 'retry-after': '60' })], {
      backOff: backOff(),
    });
    const error = await failing(model.answer(aRequest({ timeoutMs: 5_000 })));
    expect(error).toMatchObject({ kind: 'unavailable', status: 429, retryAfterMs: 60_000, spent: { unreported: 0 } });
    expect(server!.requests).toHaveLength(1);
  });

  it('ends when who asked gives up', async () => {
    const given = new AbortController();
    const model = await start(() => {
      given.abort();
      return reply.silence();
    });
    expect(await failing(model.answer(aRequest({ signal: given.signal })))).toMatchObject({ kind: 'cancelled' });
  });

  it('is unavailable where nobody listens', async () => {
    const model = await start([reply.value(ANSWER)], { maxAttempts: 2 });
    await server!.close();
    const error = await failing(model.answer(aRequest()));
    expect(error).toMatchObject({ kind: 'unavailable', spent: { attempts: 2, unreported: 0 } });
    expect(error.message).toContain('ECONNREFUSED');
    server = undefined;
  });
});
