import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Assistant } from '@salesagent/mcp/testing';
import { aCompany, buildCommandLine, runningConsole, type RunningConsole } from './testing';

// A machine that is busy with other suites starts services and processes slowly.
jest.setTimeout(120_000);

const ROOT = resolve(__dirname, '../../..');
const BUILT = join(ROOT, '.cache/mcp-test');
const REP = { sub: 'person:rep-1', name: 'Ada', roles: ['rep'], personId: 'rep-1' };

describe('`salesagent mcp`, as a program that an assistant starts', () => {
  let running: RunningConsole;
  const { history, alert } = aCompany();
  const open: Assistant[] = [];
  let beside = '';

  beforeAll(async () => {
    buildCommandLine(BUILT);
    running = await runningConsole();
    await running.publish(history.events);
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((assistant) => assistant.close()));
    beside = '';
  });
  afterAll(() => running.stop());

  async function started(environment: Record<string, string>, ...options: string[]): Promise<Assistant> {
    const assistant = await Assistant.overStdio(
      {
        command: process.execPath,
        args: [join(BUILT, 'apps/cli/src/main.js'), 'mcp', ...options],
        env: { PATH: process.env['PATH'] ?? '', ...environment },
        cwd: ROOT,
      },
      (text) => (beside += text),
    );
    open.push(assistant);
    return assistant;
  }

  it('acts as whoever is signed in here', async () => {
    const token = await running.issuer.token(REP);
    const assistant = await started({ SALESAGENT_HOME: running.home, SALESAGENT_TOKEN: token });
    expect((await assistant.call('get_deal', { id: 'STALLED' })).data).toMatchObject({ deal: { health: 'stalled' } });
    expect((await assistant.call('get_deal', { id: 'OTHER' })).isError).toBe(true);
    expect((await assistant.call('list_approvals')).data).toMatchObject({ approvals: [{ actionId: alert }] });
    expect(await assistant.read('crm://account/cancity')).toContain('Cancity');
  });

  it('searches the playbook with no stack and nobody signed in, and tells what else needs', async () => {
    const home = join(BUILT, 'empty-home');
    mkdirSync(home, { recursive: true });
    const alone = await started({ SALESAGENT_HOME: home });
    const { data } = await alone.call('search_playbook', { question: 'When is a deal called stalled?' });
    expect(data).toMatchObject({ known: true, searched: ['playbooks'] });
    expect(await alone.read('playbook://section/4-progression/stalled-deal-alert')).toContain('#');
    expect(await alone.call('list_deals')).toMatchObject({ isError: true, text: expect.stringContaining('npm start') });

    const unsigned = await started({ SALESAGENT_HOME: home, SALESAGENT_URL: running.url });
    const refused = { isError: true, text: expect.stringContaining('`salesagent login`') };
    expect(await unsigned.call('list_deals')).toMatchObject(refused);
    await expect(unsigned.read('crm://deal/STALLED')).rejects.toThrow('salesagent login');

    const forged = await started({ SALESAGENT_HOME: home, SALESAGENT_URL: running.url, SALESAGENT_TOKEN: 'forged' });
    expect(await forged.call('list_deals')).toMatchObject(refused);
    expect(beside).toBe('');
  });

  it('ends when its assistant goes, and says nothing on standard output but messages', async () => {
    const { spawn } = await import('node:child_process');
    const child = spawn(process.execPath, [join(BUILT, 'apps/cli/src/main.js'), 'mcp'], {
      cwd: ROOT,
      env: { PATH: process.env['PATH'], SALESAGENT_HOME: running.home },
    });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    const ended = new Promise<number | null>((done) => child.once('close', done));
    const asked = [
      { jsonrpc: '2.0', id: 1, method: 'initialize', params: INITIALIZE },
      { jsonrpc: '2.0', method: 'notifications/initialized' },
      { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'list_deals', arguments: {} } },
    ];
    child.stdin.write(`not a message\n${asked.map((message) => JSON.stringify(message)).join('\n')}\n`);
    await new Promise<void>((answered) => {
      child.stdout.on('data', () => out.includes('"id":2') && answered());
    });
    child.stdin.end();
    expect(await ended).toBe(0);
    const messages = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { jsonrpc: string; id?: number });
    expect(messages.map(({ jsonrpc }) => jsonrpc)).toEqual(messages.map(() => '2.0'));
    expect(messages.map(({ id }) => id)).toEqual([1, 2]);
  });
});

const INITIALIZE = {
  protocolVersion: '2025-06-18',
  capabilities: {},
  clientInfo: { name: 'test', version: '1' },
};
