import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumPath, describeConsole, describeGovernance } from './browser';
import { SlackServer } from '@salesagent/channels/testing';
import {
  assistantStory,
  auditStory,
  killSwitchStory,
  ladderStory,
  meddiccStory,
  playbookStory,
  policyStory,
  SLACK_TOKEN,
  SLACK_USER,
  slackEnvironment,
  slackStory,
  tierStory,
} from './governance';
import { CHECKOUT, describeWith, startStack, type RunningStack } from './harness';

/** Runs start to its end: for what it refuses to do. */
function refused(parameters: string[]): { status: number | null; output: string } {
  const result = spawnSync(process.execPath, ['infra/local/start.mjs', ...parameters], {
    cwd: CHECKOUT,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status: result.status, output: result.stdout + result.stderr };
}

describe('npm start on an empty home', () => {
  let stack: RunningStack;
  let slack: SlackServer;
  beforeAll(async () => {
    slack = await SlackServer.start({ token: SLACK_TOKEN, users: [SLACK_USER] });
    stack = await startStack({ environment: slackEnvironment(slack) });
  }, 300_000);
  afterAll(async () => {
    await stack?.stop();
    await slack?.stop();
  }, 60_000);

  it('says where the console is and whom to sign in as', () => {
    expect(stack.output()).toMatch(/Ready after .*http:\/\/127\.0\.0\.1:\d+/);
    expect(stack.output()).toMatch(/Sign in as the operations VP/);
  });

  it('loads the sample company', async () => {
    const latest = await stack.api<{ state: string }>('/api/imports/latest');
    expect(latest.state).toBe('completed');
  });

  it('keeps what is secret to its owner', () => {
    for (const name of [
      'operator-token',
      'secrets.json',
      'keys/permit-private.jwk',
      'keys/audit-private.jwk',
      'keys/identity.json',
      'postgres/password',
    ]) {
      expect({ name, mode: statSync(join(stack.home, name)).mode & 0o077 }).toEqual({ name, mode: 0 });
    }
  });

  it('refuses a second start on the same home', () => {
    const { status, output } = refused(['--home', stack.home, '--port', '1']);
    expect(status).toBe(1);
    expect(output).toMatch(/another `npm start` \(process \d+\)/);
  });

  it('lets nobody in without a token', async () => {
    expect((await fetch(`${stack.consoleUrl}/api/session`)).status).toBe(401);
    await expect(stack.api('/api/session', { token: 'forged' })).rejects.toThrow(/401/);
  });

  tierStory(() => stack);
  meddiccStory(() => stack);
  killSwitchStory(() => stack);
  ladderStory(() => stack);
  auditStory(() => stack);
  slackStory(
    () => stack,
    () => slack,
  );

  policyStory(() => stack);
  assistantStory(() => stack);
  playbookStory(() => stack);

  it('starts a service again that was killed', async () => {
    const before = stack.record().services['deal']?.pid ?? 0;
    process.kill(before, 'SIGKILL');
    let after = before;
    for (let attempt = 0; attempt < 200 && after === before; attempt += 1) {
      await new Promise((next) => setTimeout(next, 100));
      after = stack.record().services['deal']?.pid ?? before;
    }
    expect(after).not.toBe(before);
  });

  describeWith({ name: 'Chromium', met: chromiumPath() !== null }, 'in Chromium', () => {
    describeConsole(() => ({ stack, expected: null }));
    describeGovernance(() => ({ stack, expected: null }));
  });
});

describe('what npm start refuses, and what it says', () => {
  it.each([
    ['a port that is none', ['--port', 'eighty'], /--port eighty is not a port/],
    ['a missing import folder', ['--import', 'no-such-folder'], /no-such-folder does not exist/],
    ['a folder without CSV files', ['--import', 'docs'], /holds no \.csv file/],
    ['an option it does not know', ['--imports', 'docs'], /--import DIR/],
    ['an unwritable folder', ['--home', '/proc/nowhere'], /cannot be written .*--home DIR/],
  ])('%s', (_what, parameters, message) => {
    const { status, output } = refused(parameters);
    expect(status).toBe(1);
    expect(output).toMatch(message);
  });

  it('a busy port', async () => {
    const squatter = spawn(process.execPath, ['-e', squat], { stdio: ['ignore', 'pipe', 'ignore'] });
    const port = await new Promise<string>((told) => squatter.stdout.once('data', (line) => told(String(line).trim())));
    const home = mkdtempSync(join(tmpdir(), 'salesagent-e2e-'));
    try {
      const { status, output } = refused(['--home', home, '--port', port]);
      expect(status).toBe(1);
      expect(output).toContain(`port ${port} is in use`);
    } finally {
      squatter.kill();
      rmSync(home, { recursive: true, force: true });
    }
  });
});

const squat = `const s = require('node:net').createServer().listen(0, '127.0.0.1', () => console.log(s.address().port))`;
