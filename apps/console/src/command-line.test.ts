import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import { join, resolve } from 'node:path';
import { genesis, linkTo, signHead, type AuditLine } from '@salesagent/audit';
import { aCompany, buildCommandLine, EventHistory, runningConsole, type RunningConsole } from './testing';
import { keepPassages } from './testing/kept-passages';

// A machine that is busy with other suites starts services and processes slowly.
jest.setTimeout(120_000);

const ROOT = resolve(__dirname, '../../..');
const BUILT = join(ROOT, '.cache/cli-test');
const VP = { sub: 'operations', name: 'Vera Vance', roles: ['operations_vp'], personId: null };

const EXPLAINED = {
  ...{ action: 'proposal-draft', effect: 'terms', record: 'opportunity/LIVE', tier: { value: 'T2', known: true } },
  ...{ ceiling: 'P', mode: 'prepare', approver: null, expiresInBusinessDays: 5, rule: 'ceiling:terms/T2=A priced' },
  refinements: [{ id: 'priced', why: 'first', source: { layer: 'company', file: 'policy.yaml', line: 3, column: 5 } }],
  ...{ why: 'first', actionId: null, content: null, channel: null, stopped: false },
  ...{ policyVersion: 'v2', policyOrigin: 'published' },
};
const PROPOSED = {
  ...{ proposalId: 'p1', version: 'v2', replaces: 'v1', file: 'policy.yaml', reason: 'a smaller inbox' },
  ...{ by: 'operations', proposedAt: '2026-03-02T12:00:00.000Z' },
};

interface Ended {
  code: number;
  out: string;
  err: string;
}

describe('the command line, as a process of its own against a running console', () => {
  let running: RunningConsole;
  let token: string;
  const { history, alert } = aCompany();

  beforeAll(async () => {
    buildCommandLine(BUILT);
    running = await runningConsole();
    await running.publish(history.events);
    token = await running.issuer.token(VP);
  });
  afterAll(() => running.stop());

  function salesagent(args: string[], environment: Record<string, string> = {}, input = ''): Promise<Ended> {
    return following(args, environment, input).ended;
  }

  /** A command that goes on; `connected` when it said something on standard error. */
  function following(
    args: string[],
    environment: Record<string, string> = {},
    input = '',
  ): { connected: Promise<void>; ended: Promise<Ended> } {
    const env = { PATH: process.env['PATH'], SALESAGENT_HOME: running.home, SALESAGENT_TOKEN: token, ...environment };
    let connected = (): void => undefined;
    const connection = new Promise<void>((resolve) => (connected = resolve));
    const ended = new Promise<Ended>((resolve) => {
      const command = execFile(
        process.execPath,
        [join(BUILT, 'apps/cli/src/main.js'), ...args],
        { cwd: ROOT, env },
        (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
      );
      command.stderr?.on('data', connected);
      command.stdin?.end(input);
    });
    return { connected: connection, ended };
  }

  function newDeal() {
    return new EventHistory()
      .record('OpportunityCreated', 'opportunity', 'NEW', { crmStage: 'Engaging', subStage: '4.1' })
      .record('AmountRevised', 'opportunity', 'NEW', { amount: 7 }).events;
  }

  it('waits until the stack is ready', async () => {
    const { code, out } = await salesagent(['status', '--wait', '30', '--json']);
    expect([code, (JSON.parse(out) as { ready: boolean }).ready]).toEqual([0, true]);
  });

  it('is not ready before what the stack was started with is loaded', async () => {
    const home = join(BUILT, 'home');
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'stack.json'), JSON.stringify({ consoleUrl: running.url, loading: true }));
    const { code, out } = await salesagent(['status', '--json'], { SALESAGENT_HOME: home });
    expect([code, (JSON.parse(out) as { ready: boolean }).ready]).toEqual([7, false]);
  });

  it('asks the stack its playbook, has it look again, and says what is indexed', async () => {
    const asked = ['playbook', 'search', 'When is a deal called stalled?', '--stack'];
    const early = await salesagent(asked);
    expect([early.code, early.err]).toEqual([3, expect.stringContaining('Nothing is indexed yet')]);
    await keepPassages(running.db);
    const { code, out } = await salesagent([...asked, '--limit', '2']);
    expect([code, out]).toEqual([0, expect.stringMatching(/^1\. .*\n {3}base\/4-progression\/.*score/)]);
    expect(out).toMatch(/Searched playbook \(playbook \w+\) by full text, no vectors: EMBEDDINGS is none\./);
    const json = await salesagent(['playbook', 'search', 'Who won the football world cup?', '--stack', '--json']);
    expect([json.code, JSON.parse(json.out)]).toEqual([8, expect.objectContaining({ known: false, passages: [] })]);
    expect((await salesagent([...asked, '--dir', 'docs'])).code).toBe(2);
    const source = {
      source: 'documents',
      place: '/docs',
      documents: 1,
      passages: 2,
      withVector: 0,
      since: '2026-03-02',
    };
    const unreadable = [{ file: 'documents/a.pdf', line: 1, message: 'is damaged', suggestion: 'Save it again.' }];
    const sources = [{ ...source, lookedAt: '2026-03-02', unreadable, problems: [], failure: null }];
    const embedding = { model: null, failure: 'EMBEDDINGS is none' };
    running.others.answers['POST /playbook/passages/look'] = { body: { looked: true, version: 3, embedding, sources } };
    const looked = await salesagent(['playbook', 'index', '--stack']);
    expect(looked.out).toMatch(
      /Searched by words alone: EMBEDDINGS is none\.\n {2}documents \(\/docs\): 1 documents, 2 pass/,
    );
    expect(looked.out).toContain('documents/a.pdf: is damaged\n        Save it again.');
  });

  it('lists and shows deals for people and for programs', async () => {
    const text = await salesagent(['deals', 'list', '--lane', 'dead']);
    expect([text.code, text.out]).toEqual([0, expect.stringMatching(/1 deal as of 2017-12-31[^]*DEAD/)]);
    const json = await salesagent(['deals', 'show', 'STALLED', '--json']);
    expect(JSON.parse(json.out)).toMatchObject({ deal: { id: 'STALLED', health: 'stalled' } });
  });

  it('runs the agents over the past, and names the place of what cannot be tried', async () => {
    const action = { action: 'stalled-deal-alert', off: null, bases: null, insights: {}, reasons: [], failures: null };
    const found = {
      ...{ from: '2017-01-01', to: '2017-12-31', windowDays: 30, knownUntil: '2017-12-31', looks: 3, ended: {} },
      ...{ candidates: [], afterwards: {}, notes: [], notesLeftOut: 0, actions: [action] },
    };
    running.others.answers['POST /backtest'] = { text: `${JSON.stringify({ result: found })}\n` };
    running.others.answers['POST /policy/backtest/past'] = { body: { version: 'v1', fates: {} } };
    const asked = ['backtest', '--from', '2017-01-01', '--actions', 'stalled-deal-alert'];
    const { code, out } = await salesagent(asked);
    expect([code, out]).toEqual([0, expect.stringContaining('On from 2017-01-01 to 2017-12-31: 0 proposals')]);
    const changed = await salesagent([...asked, '--set', 'stalled-deal-alert.attention.minutes=5', '--json']);
    expect(JSON.parse(changed.out)).toMatchObject({ difference: { proposals: { differently: 0 } } });
    const sent = running.others.asked.filter((a) => a.path === '/backtest').at(-1)?.body;
    expect(sent).toMatchObject({ overrides: { 'stalled-deal-alert': { attention: { minutes: 5 } } } });

    const refusal = {
      code: 'bad-override',
      message: 'stalled-deal-alert.rules.x: no such value',
      remedy: 'Allowed: y.',
    };
    running.others.answers['POST /backtest'] = { status: 400, body: refusal };
    const refused = await salesagent([...asked, '--set', 'stalled-deal-alert.rules.x=5']);
    expect([refused.code, refused.err.trim()]).toEqual([2, `${refusal.message}\n${refusal.remedy}`]);
    for (const [wrong, said] of [
      [['--from', '2017-02-30'], 'Give a day as YYYY-MM-DD'],
      [['--from', '2017-01-01', '--actions', 'nope'], 'There is no action "nope"'],
      [['--from', '2017-01-01', '--set', 'deal-risk.pushesFrom=1'], 'does not say which value'],
      [['--from', '2017-01-01', '--policy', 'none.yaml'], 'There is no file none.yaml'],
    ] as const) {
      const ended = await salesagent(['backtest', ...wrong]);
      expect([ended.code, ended.err]).toEqual([2, expect.stringContaining(said)]);
    }
  });

  it('approves with the digest it has shown, and says that the evidence was opened', async () => {
    running.others.answers['POST /decisions'] = { body: { decisionId: 'd1', state: 'approved' } };
    const { code, out } = await salesagent(['approvals', 'approve', alert]);
    expect([code, out]).toEqual([0, expect.stringMatching(/Evidence[^]*Exact change[^]*Approved \(decision d1\)/)]);
    expect(running.others.asked.at(-1)?.body).toEqual({
      actionId: alert,
      decision: 'approve',
      digest: 'digest-1',
      evidenceOpened: true,
    });
  });

  it('says of a proposal that has ended that nothing is asked any more', async () => {
    const at = history.events.length;
    const ended = history.proposal('proposal-draft', 'opportunity/LIVE');
    history.admitted(ended, { role: 'owner', personId: 'rep-1' });
    history.gate('ActionExpired', ended, { reason: 'nobody decided in time' });
    await running.publish(history.events.slice(at));
    const asked = running.others.asked.length;
    for (const how of [['approve'], ['reject', '--reason', 'no']]) {
      const { code, err } = await salesagent(['approvals', how[0]!, ended, ...how.slice(1)]);
      expect([code, err]).toEqual([6, expect.stringMatching(/is expired \(nobody decided in time\)[^]*explain/)]);
    }
    expect(running.others.asked).toHaveLength(asked);
  });

  it('ends with the code of what went wrong, and says the remedy', async () => {
    const codes = async (args: string[], environment = {}) => (await salesagent(args, environment)).code;
    expect(await codes(['deals', 'show', 'NONE'])).toBe(5);
    expect(await codes(['deals', 'list', '--lane', 'x'])).toBe(2);
    expect(await codes(['kpi', '--as-of', '2017-02-30'])).toBe(2);
    expect(await codes(['import', 'no-such-folder'])).toBe(2);
    expect(await codes(['approvals', 'list', '--action', 'nope'])).toBe(2);
    expect(await codes(['approvals', 'reject', alert, '--reason', ' '])).toBe(2);
    expect(await codes(['deals', 'list', '--owner', 'U999'])).toBe(2);
    expect(await codes(['playbook', 'check', '--company', 'zzz'])).toBe(2);
    expect(await codes(['deals', 'list'], { SALESAGENT_TOKEN: 'nonsense' })).toBe(4);
    running.others.answers['POST /decisions'] = { status: 409, body: { code: 'already-decided', message: 'Decided.' } };
    expect(await codes(['approvals', 'reject', alert, '--reason', 'no'])).toBe(6);
    const away = await salesagent(['xray', '--json'], { SALESAGENT_URL: 'http://127.0.0.1:1' });
    expect(away.code).toBe(3);
    expect(JSON.parse(away.err)).toMatchObject({ error: { code: 'service-down', remedy: expect.any(String) } });
  });

  it('signs in by the device flow and keeps the sign-in for its user only', async () => {
    const own = { SALESAGENT_TOKEN: '' };
    const { code, err } = await salesagent(['login'], own);
    expect([code, err]).toEqual([0, expect.stringContaining('ABCD-EFGH')]);
    expect(statSync(join(running.home, 'cli-login.json')).mode & 0o777).toBe(0o600);
    expect((await salesagent(['deals', 'list'], own)).code).toBe(0);
  });

  it('lists the event types, and follows events from the beginning and as they come', async () => {
    const list = await salesagent(['events', 'list', '--json']);
    expect((JSON.parse(list.out) as { events: { type: string }[] }).events.map((e) => e.type)).toContain(
      'OpportunityWon',
    );
    const past = await salesagent([
      'events',
      'tail',
      '--type',
      'OpportunityWon',
      '--from',
      'beginning',
      '--limit',
      '1',
    ]);
    expect([past.code, past.out]).toEqual([0, expect.stringMatching(/OpportunityWon\.v1 {2}opportunity\/WON@3/)]);
    const { rows } = await running.db.database.pool.query(
      `select from bus.group_topic where group_name like 'console-events-%'`,
    );
    expect(rows).toEqual([]);
    const coming = following(['events', 'tail', '--key', 'opportunity/NEW', '--json', '--limit', '2']);
    await coming.connected;
    await running.publish(newDeal());
    const { code, out } = await coming.ended;
    const lines = out.trim().split('\n');
    expect([code, lines.map((line) => (JSON.parse(line) as { sequence: number }).sequence)]).toEqual([0, [1, 2]]);
    const checked = await salesagent(['events', 'check', '-'], {}, out);
    expect([checked.code, checked.out]).toEqual([0, expect.stringContaining('2 events, 0 problems')]);
  });

  it('shows events only to those who may see everything, and says what it does not know', async () => {
    const rep = await running.issuer.token({ sub: 'ada', name: 'Ada', roles: ['rep'], personId: 'rep-1' });
    expect((await salesagent(['events', 'tail', '--limit', '1'], { SALESAGENT_TOKEN: rep })).code).toBe(4);
    const unknown = await salesagent(['events', 'tail', '--type', 'DealTeleported']);
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringMatching(/DealTeleported[^]*events list/)]);
    const wrong = await salesagent(['events', 'check', '-', '--json'], {}, '{"type":"OpportunityWon"}');
    expect([wrong.code, JSON.parse(wrong.out)]).toEqual([1, expect.objectContaining({ events: 1 })]);
    expect((await salesagent(['events', 'check', 'no-such-file'])).code).toBe(2);
  });

  it('checks a policy without any stack, and names each mistake with its place', async () => {
    const away = { SALESAGENT_HOME: '/nowhere' };
    const file = (name: string, text: string): string => {
      const path = join(BUILT, name);
      writeFileSync(path, text);
      return path;
    };
    const rule =
      "{ id: fridays, when: { content: [money], time: { weekdays: [friday] } }, approver: manager, why: 'late' }";
    const good = file('good.yaml', `refinements:\n  - ${rule}\n`);
    const table = await salesagent(['policy', 'check', good], away);
    expect([table.code, table.out]).toEqual([
      0,
      expect.stringMatching(
        /terms +T1 P · T2 A · T3 A +owner +5 +manager +large-terms, second-pair-of-eyes, tier-is-operations, fridays/,
      ),
    ]);
    expect(table.out).toContain('fridays: anything, that holds money, on friday → manager decides');
    const bad = file('bad.yaml', 'docket: { decisionsPerRpe: 3 }\nautonomy: { bars: { log: 0.5 } }\n');
    const problems = await salesagent(['policy', 'check', bad, '--json'], away);
    expect([problems.code, JSON.parse(problems.out)]).toMatchObject([
      2,
      { ok: false, problems: [{ line: 1, column: 11, suggestion: 'did you mean “decisionsPerRep”?' }] },
    ]);
    expect((await salesagent(['policy', 'check', '--company', 'zzz'], away)).code).toBe(2);
    expect((await salesagent(['policy', 'check'], away)).code).toBe(0);
  });

  it('explains, compares, publishes and signs a policy as the service says', async () => {
    const { answers, asked } = running.others;
    const path = join(BUILT, 'candidate.yaml');
    writeFileSync(path, 'docket: { decisionsPerRep: 3 }\n');
    answers['GET /policy/explain'] = { body: EXPLAINED };
    const explained = await salesagent(['policy', 'explain', 'proposal-draft', 'opportunity/LIVE']);
    expect([explained.code, explained.out]).toEqual([
      0,
      expect.stringMatching(/prepared only\.[^]*Content +not known[^]*priced +the company, policy.yaml:3/),
    ]);
    const nobody = { proposals: 2, changed: 0, kinds: [], examples: [] };
    const change = { path: 'docket.decisionsPerRep', before: 5, after: 3, words: '5 → 3' };
    answers['POST /policy/diff'] = {
      body: { inForce: 'v1', candidate: 'v2', changes: [change], waiting: nobody, recent: { ...nobody, days: 30 } },
    };
    const diff = await salesagent(['policy', 'diff', path]);
    expect([diff.code, diff.out]).toEqual([0, expect.stringMatching(/5 → 3[^]*0 of 2 proposals would be decided/)]);
    answers['POST /policy/proposals'] = { status: 201, body: { ...PROPOSED, changes: [change] } };
    const published = await salesagent(['policy', 'publish', path, '--reason', 'a smaller inbox']);
    expect([published.code, published.out]).toEqual([0, expect.stringContaining('salesagent policy sign v2')]);
    expect(asked.at(-1)?.body).toEqual({
      policy: { file: path, text: 'docket: { decisionsPerRep: 3 }\n' },
      reason: 'a smaller inbox',
    });
    answers['POST /policy/sign'] = { status: 403, body: { code: 'same-person', message: 'A second person does.' } };
    const signed = await salesagent(['policy', 'sign', 'v2']);
    expect([signed.code, signed.err]).toEqual([4, expect.stringContaining('A second person does.')]);
    const rejection = { by: 'operations', at: PROPOSED.proposedAt, reason: 'a slip', withdrawn: true };
    answers['POST /policy/reject'] = { body: { ...PROPOSED, rejection } };
    const rejected = await salesagent(['policy', 'reject', 'v2', '--reason', 'a slip']);
    expect([rejected.code, rejected.out]).toEqual([
      0,
      expect.stringContaining('v2 is withdrawn by operations: a slip'),
    ]);
    expect(asked.at(-1)?.body).toEqual({ version: 'v2', reason: 'a slip' });
    expect((await salesagent(['policy', 'explain', 'nope', 'company'])).code).toBe(2);
  });

  it('lists the ladder, and tells what a promotion lacks', async () => {
    const { answers, asked } = running.others;
    answers['GET /ladder'] = { body: { rungs: [] } };
    const list = await salesagent(['ladder', 'list']);
    expect([list.code, list.out.trim()]).toEqual([0, 'Nothing can be earned here.']);
    expect((await salesagent(['ladder', 'show', 'stage-progression', 'T3'])).code).toBe(5);
    const message = 'stage-progression has not earned to run alone on T3: 0 of 50 decisions';
    answers['POST /ladder/promote'] = { status: 409, body: { code: 'lacking', message } };
    const promoted = await salesagent(['ladder', 'promote', 'stage-progression', 'T3']);
    expect([promoted.code, promoted.err]).toEqual([6, expect.stringContaining('0 of 50 decisions')]);
    answers['POST /ladder/demote'] = { body: { action: 'stage-progression', tier: 'T3', stands: 'resting' } };
    const down = ['ladder', 'demote', 'stage-progression', 'T3', '--cause', 'wrong-person', '--reason'];
    const demoted = await salesagent([...down, 'it reached a competitor']);
    expect([demoted.code, demoted.out]).toEqual([0, expect.stringContaining('works with people')]);
    expect(asked.at(-1)?.body).toEqual({
      ...{ action: 'stage-progression', tier: 'T3', cause: 'wrong-person', reason: 'it reached a competitor' },
    });
    expect((await salesagent([...down, '  '])).code).toBe(2);
    expect((await salesagent(['ladder', 'demote', 'nope', 'T3', '--reason', 'x'])).code).toBe(2);
  });

  it('takes the audit chain away and verifies it, from a file without a stack and of the running one', async () => {
    const file = join(BUILT, 'audit.jsonl');
    const lines = anAuditExport();
    running.others.answers['GET /audit/export'] = { text: `${lines.join('\n')}\n` };
    expect((await salesagent(['audit', 'export', '--output', file])).out).toContain('2 links');
    expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toEqual(lines);

    const away = { SALESAGENT_HOME: '/nowhere' };
    const good = await salesagent(['audit', 'verify', file], away);
    expect([good.code, good.out]).toEqual([0, expect.stringMatching(/2 links, 1 signed head[^]*--key[^]*VALID/)]);
    writeFileSync(file, lines.join('\n').replace('"by":"anna"', '"by":"mallory"'));
    const bad = await salesagent(['audit', 'verify', file, '--json'], away);
    expect([bad.code, JSON.parse(bad.out)]).toEqual([
      1,
      expect.objectContaining({ problems: [expect.objectContaining({ code: 'row-changed', seq: 2, line: 4 })] }),
    ]);
    expect((await salesagent(['audit', 'verify', 'no-such-file'], away)).code).toBe(2);

    const live = await salesagent(['audit', 'verify']);
    expect([live.code, live.out]).toEqual([0, expect.stringContaining('VALID')]);
    mkdirSync(join(running.home, 'keys'), { recursive: true });
    writeFileSync(join(running.home, 'keys', 'audit-public.jwk'), JSON.stringify(aKey()));
    const untrusted = await salesagent(['audit', 'verify']);
    expect([untrusted.code, untrusted.out]).toEqual([1, expect.stringContaining('not among those given')]);
  });

  it('gives the audit chain to those who may see everything, whole or not at all', async () => {
    const rep = await running.issuer.token({ sub: 'ada', name: 'Ada', roles: ['rep'], personId: 'rep-1' });
    expect((await salesagent(['audit', 'verify'], { SALESAGENT_TOKEN: rep })).code).toBe(4);
    const file = join(running.home, 'cut.jsonl');
    running.others.answers['GET /audit/export'] = { text: anAuditExport().slice(0, -1).join('\n') };
    expect((await salesagent(['audit', 'export', '--output', file])).code).toBe(3);
    expect(existsSync(file)).toBe(false);
  });

  it('records a break of the audit chain, in words that name nobody', async () => {
    const head = { seq: 4, hash: 'h' };
    running.others.answers['POST /audit/continue'] = {
      body: { lastHead: head, lastCommonHead: null, by: 'v', reason: 'r' },
    };
    const done = await salesagent(['audit', 'continue', '--reason', 'disk lost, backup of 03:00']);
    expect([done.code, done.out]).toEqual([0, expect.stringContaining('up to link 4')]);
    running.others.answers['POST /audit/continue'] = {
      status: 409,
      body: { code: 'not-broken', message: 'No break.' },
    };
    expect((await salesagent(['audit', 'continue', '--reason', 'again'])).code).toBe(6);
  });

  it('scores the records of the running company, and of an export only with both its files', async () => {
    const part = { share: 1, against: 0, of: 2, list: [] };
    const gap = { rule: 'completeness:name', field: 'name', what: 'name is empty', count: 1, costs: 20, ids: ['A1'] };
    const completeness = { share: 0.5, against: 1, of: 2, list: [gap] };
    const pair = { type: 'account', ids: ['A1', 'A2'], score: 0.98, why: ['same domain acme.com'] };
    const account = { type: 'account', records: 2, score: 80, possible: part, fresh: part, distinct: part };
    const answer = {
      ...{ asOf: '2026-11-01', score: 80, lookedAt: null },
      types: [{ ...account, completeness, duplicates: [pair] }],
    };
    running.others.answers['GET /quality'] = { body: answer };
    const { code, out } = await salesagent(['crm', 'quality']);
    expect([code, out]).toEqual([0, expect.stringMatching(/^Company: 80 of 100\n\naccount: 80 of 100[^]*e\.g\. A1/)]);
    expect(out).toContain('A1 and A2: same domain acme.com (0.98)');
    expect(JSON.parse((await salesagent(['crm', 'quality', '--json'])).out)).toEqual(answer);
    for (const wrong of [
      ['--from', 'export'],
      ['--as-of', '2026-01-01'],
    ]) {
      const refused = await salesagent(['crm', 'quality', ...wrong]);
      expect([refused.code, refused.err]).toEqual([2, expect.stringMatching(/--from/)]);
    }
  });

  it('checks the playbook without any stack', async () => {
    const { code, out } = await salesagent(['playbook', 'check', '--json'], { SALESAGENT_HOME: '/nowhere' });
    expect([code, (JSON.parse(out) as { ok: boolean }).ok]).toEqual([0, true]);
  });
});

const aKey = () => generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });

/** Two links and a head over the second, as orchestrator would export them. */
function anAuditExport(): string[] {
  const key = aKey();
  const event = (n: number, by: string) => ({
    ...{ id: `e${n}`, type: 'ActionApproved', version: 1, stream: 's', streamVersion: n, actor: by, traceparent: null },
    ...{ occurredAt: 't', recordedAt: 't', correlationId: 'c', causationId: 'c', data: { by } },
  });
  const events = [event(1, 'ben'), event(2, 'anna')] as const;
  const first = linkTo({ seq: 0, hash: genesis('acme') }, 'orchestrator', events[0]);
  const second = linkTo(first, 'orchestrator', events[1]);
  const head = signHead({ company: 'acme', seq: 2, hash: second.hash, at: '2026-11-26T04:00:00.000Z' }, key);
  const publicKey = { kty: 'OKP', crv: 'Ed25519', x: key.x! } as const;
  const lines: AuditLine[] = [
    { kind: 'chain', format: 1, company: 'acme', exportedAt: '2026-11-26T05:00:00.000Z', publicKey },
    { kind: 'head', head },
    { kind: 'link', link: first, event: events[0] },
    { kind: 'link', link: second, event: events[1] },
    { kind: 'end', links: 2, heads: 1 },
  ];
  return lines.map((line) => JSON.stringify(line));
}
