import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pdf } from '@salesagent/documents/testing';
import { Assistant } from '@salesagent/mcp/testing';
import { openPassages } from '@salesagent/retrieval';
import type { PlaybookAnswer } from '../api/passages.schema';
import { runningConsole, type RunningConsole } from '../testing';
import { keepPassages } from '../testing/kept-passages';

jest.setTimeout(120_000);

const VP = { sub: 'operations', name: 'Vera Vance', roles: ['operations_vp'], personId: null };
const REP = { sub: 'person:rep-1', name: 'Rep One', roles: ['rep'], personId: 'rep-1' };

describe('asking the playbook and the company’s documents, through the console', () => {
  let running: RunningConsole;
  let documents: string;
  beforeAll(async () => {
    running = await runningConsole();
    documents = mkdtempSync(join(tmpdir(), 'documents-'));
  });
  afterAll(async () => {
    await running.stop();
    rmSync(documents, { recursive: true });
  });

  async function call(path: string, person: typeof VP | typeof REP | null = REP, method = 'GET') {
    const headers = person ? { authorization: `Bearer ${await running.issuer.token(person)}` } : {};
    const response = await fetch(`${running.url}/api/playbook${path}`, { method, headers });
    return { status: response.status, body: (await response.json()) as PlaybookAnswer & Record<string, unknown> };
  }
  const search = (question: string, more = '') => call(`/search?question=${encodeURIComponent(question)}${more}`);

  it('says so while nothing is indexed', async () => {
    const { status, body } = await search('When is a deal called stalled?');
    expect([status, body]).toEqual([503, expect.objectContaining({ code: 'not-indexed', service: 'orchestrator' })]);
  });

  it('answers with passages, file, heading, page and score, or that it is not known', async () => {
    mkdirSync(join(documents, 'sheets'));
    writeFileSync(
      join(documents, 'sheets/scanner.pdf'),
      await pdf((page) => void page.text('The zebrafish scanner weighs one kilogram.')),
    );
    mkdirSync(join(documents, 'confidential'));
    writeFileSync(
      join(documents, 'confidential/axolotl.pdf'),
      await pdf((page) => void page.text('The axolotl printer may be sold for ninety euros.')),
    );
    writeFileSync(join(documents, 'broken.docx'), 'no document of Word');
    await keepPassages(running.db, documents);
    const { status, body } = await search('When is a deal called stalled?', '&limit=2&neighbours=1');
    expect([status, body.known, body.passages.length]).toEqual([200, true, 2]);
    expect(body).toMatchObject({ mode: 'full text, no vectors', withoutVectors: 'EMBEDDINGS is none' });
    expect(body.passages[0]).toMatchObject({
      ...{ source: 'playbook', file: expect.stringMatching(/^base\/4-progression\//), page: null },
      neighbours: expect.arrayContaining([expect.objectContaining({ heading: expect.any(String) })]) as object[],
    });
    const own = await search('What does the zebrafish scanner weigh?');
    expect(own.body.passages[0]).toMatchObject({ source: 'documents', file: 'documents/sheets/scanner.pdf', page: 1 });
    expect(own.body.searched).toContainEqual(`documents (${documents})`);
    const unknown = await search('Who won the football world cup of 1974?');
    expect(unknown.body).toMatchObject({ known: false, passages: [] });
    expect(unknown.body.nearest.length).toBeGreaterThan(0);
  });

  it('is for everybody who is signed in, and wants a question', async () => {
    expect((await call('/search?question=x', null)).status).toBe(401);
    expect(await call('/search?question=%20')).toMatchObject({ status: 400 });
    expect(await search('price', '&limit=99')).toMatchObject({ status: 400 });
  });

  it('tells what is indexed and what cannot be read, with the playbook', async () => {
    running.others.answers['GET /playbook'] = { body: { company: 'acme', version: 'v1', sections: [] } };
    running.others.answers['GET /internal/progress'] = { body: { consumers: [], details: {} } };
    const { body } = await call('');
    expect(body['passages']).toMatchObject({
      embedding: { model: null, failure: 'EMBEDDINGS is none' },
      sources: [
        { source: 'documents', documents: 2, unreadable: [{ file: 'documents/broken.docx' }], failure: null },
        { source: 'playbook', withVector: 0, unreadable: [] },
      ],
    });
  });

  it('has orchestrator look again for whoever may', async () => {
    running.others.answers['POST /playbook/passages/look'] = { body: { looked: true, sources: [] } };
    expect((await call('/passages/look', REP, 'POST')).status).toBe(403);
    expect(await call('/passages/look', VP, 'POST')).toMatchObject({ status: 200, body: { looked: true } });
  });

  it('answers assistants from the same passages', async () => {
    const assistant = await Assistant.overHttp(`${running.url}/mcp`, await running.issuer.token(REP));
    const { data } = await assistant.call('search_playbook', { question: 'What does the zebrafish scanner weigh?' });
    await assistant.close();
    expect(data).toMatchObject({
      ...{ known: true, withoutVectors: 'EMBEDDINGS is none' },
      passages: expect.arrayContaining([
        expect.objectContaining({ file: 'documents/sheets/scanner.pdf', page: 1, uri: null }),
      ]) as object[],
    });
  });

  it('tells people what is confidential, and no assistant', async () => {
    const question = 'For how much may the axolotl printer be sold?';
    expect((await search(question)).body.passages[0]).toMatchObject({ file: 'documents/confidential/axolotl.pdf' });
    const assistant = await Assistant.overHttp(`${running.url}/mcp`, await running.issuer.token(REP));
    const { data } = await assistant.call('search_playbook', { question });
    await assistant.close();
    expect(JSON.stringify(data)).not.toMatch(/axolotl|ninety/);
  });

  it('only reads them, by the rights that the console has', async () => {
    const passages = openPassages({ database: { url: running.db.url }, service: 'test', embedder: null });
    const store = passages.search as unknown as { replace(source: string, put: [], remove: string[]): Promise<void> };
    await expect(store.replace('playbook', [], ['4-progression/deal-risk'])).rejects.toThrow('permission denied');
    await passages.close();
  });
});
