import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { pdf } from '@salesagent/documents/testing';
import { reply, startStandIn } from '@salesagent/llm/testing';
import { modelFolder } from '@salesagent/retrieval';
import type { Io } from '../output/io';
import { run } from '../program';

const SECTION = `---
action: stalled-deal-alert
rules: {}
---

# Stalled deals

## Why

Deals die of silence.

## What to do

Call the buyer and agree on a dated step.

## Worked example

A deal waited for 104 days.
`;

describe('salesagent playbook index and search', () => {
  let cwd: string;
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'search-'));
    write('docs/hosting.md', '# Hosting\n\n## Where data is kept\n\nAll customer data is kept in Frankfurt.\n');
    write('docs/support.md', '# Support\n\n## Hours\n\nThe hotline answers from eight to six on weekdays.\n');
  });
  afterEach(() => rmSync(cwd, { recursive: true }));

  function write(file: string, text: string): void {
    mkdirSync(dirname(join(cwd, file)), { recursive: true });
    writeFileSync(join(cwd, file), text);
  }

  let told: Record<string, string>;
  beforeEach(() => (told = {}));

  async function salesagent(...args: string[]) {
    let out = '';
    let err = '';
    const io: Io = {
      ...{
        environment: { XDG_CACHE_HOME: join(cwd, 'cache'), ...told },
        cwd,
        now: () => 0,
        sleep: () => Promise.resolve(),
      },
      out: (text) => void (out += `${text}\n`),
      err: (text) => void (err += `${text}\n`),
      writeFile: () => undefined,
    };
    return { code: await run(io, ['playbook', ...args]), out, err };
  }
  const json = async (...args: string[]) => JSON.parse((await salesagent(...args, '--json')).out);

  it('answers with passages, scores, file and heading', async () => {
    expect((await salesagent('index', 'docs')).out).toBe(
      'docs: 2 added, 0 changed, 0 removed, 0 as before; 2 passages indexed. Full text alone; no vectors: `salesagent playbook model` fetches the model that makes them.\n',
    );
    const answer = await json('search', 'Where is the data of our customers kept?');
    expect(answer).toMatchObject({
      known: true,
      mode: 'full text, no vectors',
      language: 'en',
      folders: ['docs'],
      nearest: [],
    });
    expect(answer.passages[0]).toMatchObject({
      ...{
        id: 'hosting#where-data-is-kept',
        file: 'hosting.md',
        line: 3,
        heading: 'Where data is kept',
        title: 'Hosting',
      },
      text: 'All customer data is kept in Frankfurt.',
    });
    expect(answer.passages[0].score).toBeGreaterThan(0);
    const { out } = await salesagent('search', 'Where is the data of our customers kept?', '--limit', '1');
    expect(out).toMatch(
      /^1\. Hosting › Where data is kept {2}\[hosting#where-data-is-kept\]\n {3}hosting\.md:3 {2}score /,
    );
    expect(out).toContain(
      'Searched docs by full text alone; no vectors: `salesagent playbook model` fetches the model that makes them.',
    );
  });

  it('says that it does not know, with exit code 8', async () => {
    await salesagent('index', 'docs');
    const { code, out, err } = await salesagent('search', 'How do I cook spaghetti?');
    expect({ code, err }).toEqual({
      code: 8,
      err: 'Not known: no passage answers this.\nAsk in other words, or index more folders.\n',
    });
    expect(out).toMatch(/^I do not know \(confidence 0\)\./);
    expect(await json('search', 'How do I cook spaghetti?')).toMatchObject({ known: false, passages: [] });
  });

  it('has a model read what was found where it is told to, shows the words that answer, and says when nobody read', async () => {
    let answers = true;
    const quotation = 'kept in Frankfurt';
    const said = () => ({ answers, excerpt: answers ? 1 : null, quotation: answers ? quotation : null });
    const server = await startStandIn(() => reply.value(said()), { apiKey: 'k' });
    told = { PASSAGES_READ_BY: 'model', OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: 'k', OPENAI_MODEL: 'reads' };
    await salesagent('index', 'docs');
    const question = 'Where is the data of our customers kept?';
    const yes = await salesagent('search', question);
    expect(yes.out).toMatch(/^“kept in Frankfurt” {2}\[hosting#where-data-is-kept\]\n\n1\. Hosting/);
    expect(yes.out).toContain('Read by 127.0.0.1/reads.');
    answers = false;
    const no = await salesagent('search', question);
    expect(no.code).toBe(8);
    expect(no.out).toMatch(/^I do not know \(read by 127\.0\.0\.1\/reads, none of the passages answers\)\.\n/);
    expect(await json('search', question)).toMatchObject({ known: false, readBy: '127.0.0.1/reads', quotation: null });
    await server.close();
    const { out, code } = await salesagent('search', question);
    expect(code).toBe(0);
    expect(out).toMatch(/Confidence [\d.]+, a guess; not read: 127\.0\.0\.1 cannot be reached .*network\.\n/);
    told = { PASSAGES_READ_BY: 'somebody' };
    expect(await salesagent('search', question)).toMatchObject({
      code: 2,
      err: expect.stringContaining('PASSAGES_READ_BY') as string,
    });
  });

  it('notices by itself what changed in a folder that is indexed', async () => {
    await salesagent('index', 'docs');
    write('docs/hosting.md', '# Hosting\n\n## Where data is kept\n\nAll customer data is kept in Dublin.\n');
    expect((await json('search', 'Where is customer data kept?')).passages[0].text).toContain('Dublin');
    expect((await salesagent('index', 'docs')).out).toContain('0 added, 0 changed, 0 removed, 2 as before');
    rmSync(join(cwd, 'docs'), { recursive: true });
    const gone = await salesagent('search', 'Where is customer data kept?');
    expect(gone.err).toBe('docs is no longer there; searched as it was when it was indexed.\n');
    expect(gone.out).toContain('Dublin');
  });

  it('remembers the page of a PDF from one command to the next', async () => {
    const sheet = await pdf((page) => {
      page.fontSize(20).text('Product sheet').fontSize(11).text('What the product is for.');
      page.addPage().fontSize(16).text('Guarantee').fontSize(11).text('The gearbox is under guarantee for 36 months.');
    });
    writeFileSync(join(cwd, 'docs/sheet.pdf'), sheet);
    await salesagent('index', 'docs');
    const { code, out } = await salesagent('search', 'How long is the guarantee on the gearbox?');
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('page 2') });
  });

  it('asks the playbook where nothing is indexed, and one folder where it is named', async () => {
    write('playbooks/base/4-progression/stalled-deal-alert.md', SECTION);
    const question = 'Which dated step do I agree on with the buyer?';
    expect((await json('search', question)).passages[0]).toMatchObject({
      ...{ id: '4-progression/stalled-deal-alert#what-to-do', line: 12 },
      file: 'base/4-progression/stalled-deal-alert.md',
    });
    expect(existsSync(join(cwd, '.salesagent'))).toBe(false);
    await salesagent('index', 'docs');
    expect((await json('search', question)).known).toBe(false);
    expect((await json('search', question, '--dir', 'playbooks')).known).toBe(true);
    await salesagent('index');
    expect((await json('search', question)).folders).toEqual(['docs', 'playbooks']);
    expect((await salesagent('index', 'docs', '--forget')).out).toBe('docs is no longer searched.\n');
    expect((await json('search', question)).folders).toEqual(['playbooks']);
  });

  it('shows what stands beside a hit when asked', async () => {
    write('docs/price.md', '# Price\n\n## List\n\nTen a month.\n\n## Rebate\n\nNo rebate below a hundred users.\n');
    await salesagent('index', 'docs');
    const { passages } = await json('search', 'Is there a rebate for users?', '--neighbours', '1', '--limit', '1');
    expect(passages[0].neighbours).toEqual([{ id: 'price#list', heading: 'List', text: 'Ten a month.', line: 3 }]);
  });

  it.each([
    [['search', ' '], 2, 'The question is empty.\nAsk in your own words, in quotation marks.\n'],
    [['index', 'nowhere'], 2, 'There is no folder nowhere.\nGive the folder of documents to look through.\n'],
    [['index', 'docs/hosting.md'], 2, 'docs/hosting.md is a file.\nGive the folder it is in.\n'],
    [['index', 'docs', '--forget'], 2, 'docs is not indexed.\nSee what is with --json.\n'],
    [['search', 'x', '--limit', '0'], 2, /It must be a whole number from 1 to 50\./],
    [['search', 'x', '--on', '2026-02-30'], 2, /It must be a day such as 2026-01-31\./],
  ])('refuses %j with the remedy', async (args, code, message) => {
    const result = await salesagent(...args);
    expect(result.code).toBe(code);
    if (typeof message === 'string') expect(result.err).toBe(message);
    else expect(result.err).toMatch(message);
  });

  it('keeps both folders when two are indexed at once', async () => {
    write('more/price.md', '# Price\n\n## Rebate\n\nNo rebate below a hundred users.\n');
    await Promise.all([salesagent('index', 'docs'), salesagent('index', 'more')]);
    expect((await json('search', 'Is there a rebate for users?')).folders.sort()).toEqual(['docs', 'more']);
    await Promise.all([salesagent('index', 'docs', '--forget'), salesagent('index', 'more')]);
    expect((await json('search', 'Is there a rebate for users?')).folders).toEqual(['more']);
  });

  it.each([
    ['{"version":', /\.json is not an index of passages\.\nDelete it and run/],
    ['{"version":2,"folder":7}', /\.json is not an index of passages: folder: .*\nDelete it and run/],
    ['{"version":2,"documents":[{"passages":{}}]}', /is not an index of passages: folder: /],
  ])('names an index it cannot read, and does not overwrite it: %s', async (text, message) => {
    await salesagent('index', 'docs');
    const kept = `.salesagent/playbook-index/${readdirSync(join(cwd, '.salesagent/playbook-index'))[0]}`;
    write(kept, text);
    for (const args of [
      ['index', 'docs'],
      ['search', 'Where?'],
    ]) {
      const { code, err } = await salesagent(...args);
      expect(code).toBe(1);
      expect(err).toMatch(message);
    }
    expect(readFileSync(join(cwd, kept), 'utf8')).toBe(text);
  });

  it('answers by words where the model cannot be computed, and says so', async () => {
    await salesagent('index', 'docs');
    const names = ['model.onnx', 'vocab.txt', 'ort.wasm.min.js', 'ort-wasm-simd-threaded.mjs'];
    for (const name of [...names, 'ort-wasm-simd-threaded.wasm'])
      write(
        `${relative(cwd, modelFolder({ XDG_CACHE_HOME: join(cwd, 'cache') }))}/${name}`,
        '[UNK]\n[CLS]\n[SEP]\n[PAD]',
      );
    const vectors = { version: 1, model: 'all-MiniLM-L6-v2-int8', of: {} };
    write('.salesagent/playbook-vectors.json', JSON.stringify(vectors));
    const { code, out, err } = await salesagent('search', 'Where is the data of our customers kept?');
    expect({ code, out, err }).toEqual({
      code: 0,
      out: expect.stringContaining('hosting.md:3'),
      err: expect.stringMatching(/^Searched by words where there are no vectors yet: MiniLM /),
    });
  });

  it('says where it cannot keep an index', async () => {
    write('.salesagent', 'a file');
    const { code, err } = await salesagent('index', 'docs');
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(
        /^The index of passages cannot be kept in .*: a part of that path is a file\.\nSet SALESAGENT_HOME to /,
      ),
    });
  });

  it('answers everybody from what a company has not in its own words', async () => {
    write('playbooks/base/4-progression/stalled-deal-alert.md', SECTION);
    write(
      'playbooks/companies/acme/4-progression/stalled-deal-alert.md',
      '---\n---\n\n## What to do\n\nAsk the wholesaler for a pallet count.\n',
    );
    await salesagent('index', 'playbooks', '--company', 'acme');
    const ids = async (question: string, ...options: string[]) =>
      (await json('search', question, ...options)).passages.map((p: { id: string; file: string }) => [p.id, p.file]);
    const own = ['4-progression/stalled-deal-alert#what-to-do', 'companies/acme/4-progression/stalled-deal-alert.md'];
    const why = ['4-progression/stalled-deal-alert#why', 'base/4-progression/stalled-deal-alert.md'];
    expect(await ids('Why do deals die of silence?')).toContainEqual(why);
    expect(await ids('Why do deals die of silence?', '--company', 'acme')).toContainEqual(why);
    expect(await ids('Do I ask the wholesaler for a pallet count?', '--company', 'acme')).toContainEqual(own);
    expect(await ids('Do I ask the wholesaler for a pallet count?')).not.toContainEqual(own);
  });
});
