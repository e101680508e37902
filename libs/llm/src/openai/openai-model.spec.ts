import { z } from 'zod';
import { aRequest, ANSWER } from '../../testing/a-request';
import { reply, type Script } from '../../testing/stand-in/reply';
import { startStandIn, type StandIn } from '../../testing/stand-in/server';
import { modelTool } from '../tools';
import { OpenAiModel, type OpenAiOptions } from './openai-model';

describe.each(['responses', 'chat'] as const)('a model over the %s API', (api) => {
  let server: StandIn | undefined;
  afterEach(() => server?.close());

  const start = async (script: Script, options: Partial<OpenAiOptions> = {}) => {
    server = await startStandIn(script, { apiKey: 'k' });
    const own = { model: 'gpt-5.4-mini', provider: 'openai', apiKey: 'k', baseUrl: server.baseUrl, api };
    return new OpenAiModel({ ...own, backOff: () => 0, ...options });
  };

  it('answers in the shape that was asked for, and says what it used', async () => {
    const model = await start([reply.value(ANSWER)]);
    const answer = await model.answer(aRequest());
    expect(answer).toMatchObject({ value: ANSWER, model: 'gpt-5.4-mini-2026-01-01', provider: 'openai', attempts: 1 });
    expect(answer.usage.inputTokens).toBeGreaterThan(5);
    expect(answer.usage.outputTokens).toBe(Math.ceil(answer.text.length / 4));
    const [request] = server!.requests;
    expect(JSON.stringify(request?.body)).toContain('"strict":true');
    expect(request?.headers['x-stainless-retry-count']).toBe('0');
    if (api === 'responses') expect(request?.body).toMatchObject({ store: false, max_output_tokens: 200 });
  });

  it('hands on the text while it is written', async () => {
    const model = await start([reply.value(ANSWER)]);
    const pieces: string[] = [];
    const answer = await model.answer(aRequest({ onText: (piece) => pieces.push(piece) }));
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join('')).toBe(answer.text);
  });

  it('tells when the text begins again', async () => {
    const model = await start([reply.drop('{"summary": "half'), reply.value(ANSWER)]);
    const pieces: [string, boolean][] = [];
    const answer = await model.answer(aRequest({ onText: (...piece) => pieces.push(piece) }));
    const again = pieces.findIndex(([, restarted]) => restarted);
    expect(again).toBeGreaterThan(0);
    expect(
      pieces
        .slice(again)
        .map(([piece]) => piece)
        .join(''),
    ).toBe(answer.text);
  });

  it('sends a gateway’s headers with every request', async () => {
    const model = await start([reply.value(ANSWER)], { headers: ({ agent }, id) => ({ 'x-agent': `${agent} ${id}` }) });
    await model.answer(aRequest());
    expect(server!.requests[0]?.headers['x-agent']).toBe('deal deal-risk.summary');
  });

  describe('with tools', () => {
    const ran: unknown[] = [];
    beforeEach(() => (ran.length = 0));
    const lookUp = modelTool({
      name: 'look_up',
      description: 'Looks up a passage.',
      parameters: z.object({ id: z.string() }),
      run: (parameters) => {
        ran.push(parameters);
        return parameters.id === 'gone'
          ? Promise.reject(new Error('there is no such passage'))
          : Promise.resolve({ text: 'price' });
      },
    });
    const send = modelTool({
      name: 'send_mail',
      description: 'Sends.',
      parameters: z.object({ to: z.string() }),
      run: (parameters) => Promise.resolve(ran.push(parameters)),
    });
    const withTools = () => aRequest({ tools: [lookUp, send], allowedTools: ['look_up'], maxOutputTokens: 400 });

    it('runs what it calls and hands the result back', async () => {
      const model = await start([reply.call('look_up', { id: 'p1' }), reply.value(ANSWER)]);
      const answer = await model.answer(withTools());
      expect(answer.value).toEqual(ANSWER);
      expect(ran).toEqual([{ id: 'p1' }]);
      expect(answer.toolCalls).toEqual([{ name: 'look_up', arguments: '{"id":"p1"}', outcome: 'ran' }]);
      const [first, second] = server!.requests;
      expect(JSON.stringify(second?.body)).toContain('{\\"text\\":\\"price\\"}');
      expect(JSON.stringify(first?.body)).not.toContain('send_mail');
    });

    it('runs nothing that is not on the list, however it is asked for', async () => {
      const model = await start([reply.call('send_mail', { to: 'x@example.com' }), reply.value(ANSWER)]);
      const answer = await model.answer(withTools());
      expect(answer.value).toEqual(ANSWER);
      expect(ran).toEqual([]);
      expect(answer.toolCalls).toMatchObject([{ name: 'send_mail', outcome: 'not-allowed' }]);
      expect(JSON.stringify(server!.requests[1]?.body)).toContain('not available');
    });

    it('tells it of parameters that do not fit, and of a tool that failed', async () => {
      const script = [
        reply.call('look_up', { id: 7 }),
        reply.call('look_up', '{"id":'),
        reply.call('look_up', { id: 'gone' }),
      ];
      const model = await start([...script, reply.value(ANSWER)]);
      const answer = await model.answer(withTools());
      expect(answer.toolCalls.map(({ outcome }) => outcome)).toEqual(['invalid', 'invalid', 'failed']);
      expect(JSON.stringify(server!.requests[3]?.body)).toContain('there is no such passage');
    });

    it('ends a model that only calls tools', async () => {
      const model = await start([reply.call('look_up', { id: 'p1' })], { maxToolRounds: 2 });
      const asked = model.answer(withTools());
      await expect(asked).rejects.toMatchObject({ kind: 'invalid', because: 'tool-rounds' });
      expect(ran).toHaveLength(2);
      expect(server!.requests.map(({ body }) => body['tool_choice'])).toEqual(['auto', 'auto', 'none']);
    });
  });

  it('is a fault of ours when a shape cannot be asked for strictly', async () => {
    const model = await start([reply.value(ANSWER)]);
    const schema = z.object({ summary: z.string().optional() });
    await expect(model.answer({ ...aRequest(), schema })).rejects.toThrow('optional');
    expect(server!.requests).toHaveLength(0);
  });
});
