import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TOOLS } from '@salesagent/mcp';
import { MCP_PATH, METADATA_PATH } from './assistant/address';
import { aCompany, runningConsole, type RunningConsole } from './testing';
import { keepPassages } from './testing/kept-passages';

// A machine that is busy with other suites starts services and processes slowly.
jest.setTimeout(120_000);

const ROOT = resolve(__dirname, '../../..');
const SET_UPS = join(ROOT, 'integrations/mcp');
const REP = { sub: 'person:rep-1', name: 'Ada', roles: ['rep'], personId: 'rep-1' };
const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const json = <T>(path: string): T => JSON.parse(text(path)) as T;

interface SetUp {
  mcpServers: {
    salesagent: {
      command?: string;
      args?: string[];
      env?: Record<string, string>;
      serverUrl?: string;
      headers?: Record<string, string>;
    };
  };
}

/** What stands between backticks, or on an indented line that is to be typed. */
function wordsOf(path: string): string[] {
  return [...text(path).matchAll(/`([^`\n]+)`|^ {4}(\S.*)$/gm)].map(([, quoted, typed]) => quoted ?? typed!);
}

/** Of the console, unless `npm start` is told another. */
const usualPort = (): string => /DEFAULT_PORT = (\d+)/.exec(text('infra/local/options.ts'))?.[1] ?? '';

const PAGES = ['docs/mcp.md', 'integrations/mcp/AGENTS.md', 'integrations/mcp/cursor/.cursor/rules/sales-agent.mdc'];

describe('the set-ups for assistants', () => {
  it('start for Cursor what is there', () => {
    const {
      command,
      args = [],
      env = {},
    } = json<SetUp>('integrations/mcp/cursor/.cursor/mcp.json').mcpServers.salesagent;
    expect(command).toBe('node');
    const [program = '', ...words] = args;
    expect(existsSync(program.replace('${workspaceFolder}', ROOT))).toBe(true);
    expect(text('docs/reference/cli.md')).toContain(`### \`salesagent ${words.join(' ')}\``);
    for (const [name, place] of Object.entries(env)) {
      expect(text('docs/reference/configuration.md')).toContain(`\`${name}\``);
      expect(place).toMatch(/^\$\{workspaceFolder\}\//);
    }
  });

  it('send Windsurf where the console answers', () => {
    const { serverUrl = '', headers } = json<SetUp>('integrations/mcp/windsurf/mcp_config.json').mcpServers.salesagent;
    expect(serverUrl).toBe(`http://127.0.0.1:${usualPort()}${MCP_PATH}`);
    expect(headers).toEqual({ Authorization: 'Bearer ${env:SALESAGENT_TOKEN}' });
  });

  it.each(PAGES)('%s names only tools, commands and files that exist', (page) => {
    const tools = TOOLS.map(({ name }) => name);
    const words = wordsOf(page);
    const named = words.filter((word) => /^[a-z]+(_[a-z]+)+$/.test(word));
    expect(named.filter((word) => !tools.includes(word))).toEqual([]);
    const commands = words.flatMap((word) => /^salesagent( [a-z-]+)+/.exec(word)?.[0] ?? []);
    const reference = text('docs/reference/cli.md');
    expect(commands.filter((command) => !reference.includes(`### \`${command}`))).toEqual([]);
    const files = words.filter((word) => /^(integrations|apps|libs|playbooks)\//.test(word));
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('tell of every tool, and of the addresses as they are', () => {
    const page = text('docs/mcp.md');
    expect(TOOLS.filter(({ name }) => !page.includes(`\`${name}\``))).toEqual([]);
    expect(page).toContain(`POST <console>${MCP_PATH}`);
    expect(METADATA_PATH).toBe(`/.well-known/oauth-protected-resource${MCP_PATH}`);
    for (const example of ['langchain/src/main.ts', 'crewai/crew.py']) {
      const code = readFileSync(join(SET_UPS, example), 'utf8');
      expect(code).toContain(`http://127.0.0.1:${usualPort()}${MCP_PATH}`);
      const named = [...code.matchAll(/['"]([a-z]+(?:_[a-z]+)+)['"]/g)].map(([, name]) => name!);
      const known = [...TOOLS.map(({ name }) => name), 'crewai_tools', '__main__'];
      expect(named.filter((name) => !known.includes(name))).toEqual([]);
    }
  });
});

describe('LangChain at a running console', () => {
  let running: RunningConsole;
  const { history } = aCompany();
  beforeAll(async () => {
    running = await runningConsole();
    await running.publish(history.events);
    await keepPassages(running.db);
  });
  afterAll(() => running.stop());

  it('has the tools, and calls two without a model', async () => {
    const env = {
      PATH: process.env['PATH'],
      SALESAGENT_MCP_URL: `${running.url}${MCP_PATH}`,
      SALESAGENT_TOKEN: await running.issuer.token(REP),
    };
    const program = join(SET_UPS, 'langchain/src/main.ts');
    const { out, err } = await new Promise<{ out: string; err: string }>((done) =>
      execFile(process.execPath, [program], { cwd: SET_UPS, env }, (_error, stdout, stderr) =>
        done({ out: stdout, err: stderr }),
      ),
    );
    expect(err).toBe('');
    expect(out).toContain(`Tools: ${TOOLS.map(({ name }) => name).join(', ')}`);
    expect(out).toMatch(/4-progression\/[a-z-]+#[a-z-]+/);
    expect(out).toContain('STALLED');
  });
});
