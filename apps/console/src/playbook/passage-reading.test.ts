import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reply, startStandIn, type Reply, type StandIn } from '@salesagent/llm/testing';
import { Assistant } from '@salesagent/mcp/testing';
import type { PlaybookAnswer } from '../api/passages.schema';
import { runningConsole, type RunningConsole } from '../testing';
import { keepPassages } from '../testing/kept-passages';

jest.setTimeout(120_000);

const REP = { sub: 'person:rep-1', name: 'Rep One', roles: ['rep'], personId: 'rep-1' };
const QUESTION = 'When is a deal called stalled?';

describe('passages that a model reads for the console', () => {
  let running: RunningConsole;
  let model: StandIn;
  let says: Reply;
  let documents: string;
  beforeAll(async () => {
    model = await startStandIn(() => says, { apiKey: 'k' });
    documents = mkdtempSync(join(tmpdir(), 'documents-'));
    const asked = { OPENAI_BASE_URL: model.baseUrl, OPENAI_API_KEY: 'k', OPENAI_MODEL: 'reads' };
    running = await runningConsole({ PASSAGES_READ_BY: 'model', ...asked });
    await keepPassages(running.db, documents);
  });
  afterAll(async () => {
    await running.stop();
    await model.close();
    rmSync(documents, { recursive: true });
  });

  const search = async (question: string, limit = 5): Promise<PlaybookAnswer> => {
    const headers = { authorization: `Bearer ${await running.issuer.token(REP)}` };
    const path = `/api/playbook/search?question=${encodeURIComponent(question)}&limit=${limit}`;
    return (await (await fetch(`${running.url}${path}`, { headers })).json()) as PlaybookAnswer;
  };
  const yes = (excerpt: number, quotation: string) => reply.value({ answers: true, excerpt, quotation });
  const no = reply.value({ answers: false, excerpt: null, quotation: null });

  it('are answered by their own words, which stand above all, for people and for assistants', async () => {
    says = no;
    const { nearest } = await search(QUESTION);
    const words = nearest[1]!.text.split(/\s+/).slice(0, 6).join(' ');
    says = yes(2, words);
    const answer = await search(QUESTION, 1);
    const quotation = { passage: nearest[1]!.id, words };
    expect(answer).toMatchObject({ known: true, readBy: '127.0.0.1/reads', quotation, notRead: null });
    expect(answer.passages.map(({ id }) => id)).toEqual([nearest[1]!.id]);
    const assistant = await Assistant.overHttp(`${running.url}/mcp`, await running.issuer.token(REP));
    const { data } = await assistant.call('search_playbook', { question: QUESTION });
    await assistant.close();
    expect(data).toMatchObject({ known: true, readBy: '127.0.0.1/reads', quotation });
  });

  it('are no answer where the model finds none, and are guessed where its words stand nowhere', async () => {
    says = no;
    expect(await search(QUESTION)).toMatchObject({ known: false, quotation: null, passages: [], notRead: null });
    says = yes(1, 'whatever the agent thinks is right');
    const because = '127.0.0.1/reads read, and what was quoted stands in no passage';
    expect(await search(QUESTION)).toMatchObject({ known: true, readBy: null, notRead: because });
  });

  it('are counted for the company', async () => {
    const { rows } = await running.db.database.pool.query<{ n: string }>(
      `select count(*) as n from models.model_call where agent = 'console' and action = 'passage-reading'`,
    );
    expect(Number(rows[0]!.n)).toBe(model.requests.length);
  });

  it('are guessed while the model is down, at once after the first time', async () => {
    says = reply.status(401);
    expect(await search(QUESTION)).toMatchObject({ known: true, readBy: null, notRead: expect.any(String) as string });
    const before = model.requests.length;
    expect((await search(QUESTION)).notRead).toContain('key');
    expect(model.requests).toHaveLength(before);
  });
});
