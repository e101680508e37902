import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { PostgresLedger, type CallClosed } from '@salesagent/llm';
import type { Costs, CostRow } from './api/costs.schema';
import type { Deal } from './api/deals.schema';
import { aCompany, buildCommandLine, COMPANY, EventHistory, runningConsole, type RunningConsole } from './testing';

// A machine that is busy with other suites starts services and processes slowly.
jest.setTimeout(120_000);

const ROOT = resolve(__dirname, '../../..');
const BUILT = join(ROOT, '.cache/cli-costs-test');
const VP = { sub: 'operations', name: 'Vera Vance', roles: ['operations_vp'], personId: null };
const ADMIN = { ...VP, sub: 'admin', roles: ['admin'] };
const AUDITOR = { ...VP, sub: 'auditor', roles: ['auditor'] };
const person = (id: string, role = 'rep') => ({ sub: `person:${id}`, name: id, roles: [role], personId: id });

interface Call {
  at: string;
  action: [agent: string, action: string];
  subject?: string;
  /** Null without a price; absent while it has not ended. */
  usd?: number | null;
  outcome?: CallClosed['outcome'];
  model?: string;
}

const ALERT: Call['action'] = ['qualification', 'stalled-deal-alert'];
const DRAFT: Call['action'] = ['deal', 'proposal-draft'];
const WRITE: Call['action'] = ['lead-gen', 'sequence-drafting'];
const [DAY, NEXT] = ['2026-11-01', '2026-11-02'];

const CALLS: Call[] = [
  { at: '2026-10-31T23:59:59.999Z', action: ALERT, subject: 'opportunity/STALLED', usd: 2 },
  { at: `${DAY}T00:00:00.000Z`, action: ALERT, subject: 'opportunity/STALLED', usd: 0.00000001 },
  { at: `${DAY}T10:00:00.000Z`, action: ALERT, subject: 'opportunity/STALLED', usd: 0.1, model: 'gpt-5.4' },
  { at: `${DAY}T11:00:00.000Z`, action: ALERT, subject: 'opportunity/OTHER', usd: 0.2, outcome: 'timed-out' },
  { at: `${DAY}T12:00:00.000Z`, action: DRAFT, subject: 'opportunity/LIVE', usd: null, model: 'our-own' },
  { at: `${DAY}T12:00:00.000Z`, action: DRAFT, subject: 'opportunity/STALLED', usd: 0.0004 },
  { at: `${DAY}T13:00:00.000Z`, action: WRITE, subject: 'contact/ana', usd: 0.3 },
  { at: `${DAY}T14:00:00.000Z`, action: WRITE, usd: 0.00000033 },
  { at: `${DAY}T23:59:59.999Z`, action: ALERT, subject: 'opportunity/OTHER' },
  { at: `${NEXT}T00:00:00.000Z`, action: ALERT, subject: 'opportunity/STALLED', usd: 1 },
];

async function called(
  ledger: PostgresLedger,
  { at, action, subject, usd, outcome = 'answered', model }: Call,
): Promise<void> {
  const id = randomUUID();
  const [agent, name] = action;
  const purpose = { company: COMPANY, agent, action: name, ...(subject && { subject }) };
  const opened = { provider: 'openai', model: model ?? 'gpt-5.4-mini', prompt: { id: 'p', version: 1 } };
  await ledger.open({ id, at: new Date(at), purpose, ...opened }, { tokens: 500, usd: 0.05 }, []);
  if (usd === undefined) return;
  const usage = { inputTokens: 100, cachedInputTokens: 40, outputTokens: 10 };
  const estimatedTokens = outcome === 'answered' ? 0 : 7;
  await ledger.close(id, { outcome, usage, estimatedTokens, usd, latencyMs: 1, attempts: 1 });
}

const unitsOf = (rows: readonly CostRow[]): number =>
  rows.reduce((sum, { spent }) => sum + Math.round((spent.usd ?? 0) * 1e8), 0);
const callsOf = (rows: readonly CostRow[]): number => rows.reduce((sum, { spent }) => sum + spent.calls, 0);
const tokensOf = (rows: readonly CostRow[]): number =>
  rows.reduce((sum, { spent: { tokens } }) => sum + tokens.input + tokens.output + tokens.estimated, 0);

describe('what models cost, beside what became of proposals', () => {
  let running: RunningConsole;
  const { history, alert } = aCompany();

  beforeAll(async () => {
    buildCommandLine(BUILT);
    running = await runningConsole();
    decided(history, alert);
    await running.publish(history.events);
    const ledger = new PostgresLedger(running.db.database.pool);
    for (const call of CALLS) await called(ledger, call);
    await running.db.database.pool.query(
      `insert into models.model_call select gen_random_uuid(), at, day, 'another', agent, action, action_id, subject, prompt,
         prompt_version, provider, model, reserved_tokens, reserved_usd, outcome, input_tokens, cached_input_tokens,
         output_tokens, estimated_tokens, usd, latency_ms, attempts, closed_at from models.model_call limit 3`,
    );
  });
  afterAll(() => running.stop());

  async function ask(who: Parameters<RunningConsole['issuer']['token']>[0], path: string) {
    const authorization = `Bearer ${await running.issuer.token(who)}`;
    const response = await fetch(running.url + path, { headers: { authorization } });
    return { status: response.status, body: (await response.json()) as unknown };
  }
  async function costs(who: Parameters<typeof ask>[0], query: Record<string, string> = {}): Promise<Costs> {
    const { status, body } = await ask(who, `/api/costs?${new URLSearchParams({ from: DAY, to: DAY, ...query })}`);
    expect({ status, body: status === 200 ? null : body }).toEqual({ status: 200, body: null });
    return body as Costs;
  }
  const keyed = ({ rows }: Costs) => Object.fromEntries(rows.map((row) => [String(row.key), row]));

  it('adds up to the same whichever way it is broken down, to the last of eight decimals', async () => {
    const by = await Promise.all(
      ['company', 'agent', 'action', 'deal', 'model', 'day'].map((each) => costs(VP, { by: each })),
    );
    for (const { total, rows } of by) {
      expect([unitsOf(rows), callsOf(rows), tokensOf(rows)]).toEqual([60_040_034, 7, 777]);
      expect([unitsOf([total]), total.spent.unpriced, total.spent.failed]).toEqual([60_040_034, 1, 1]);
      expect(total.reserved).toEqual({ calls: 1, tokens: 500, usd: 0.05, unpriced: 0 });
      expect(rows.reduce((sum, { reserved }) => sum + reserved.calls, 0)).toBe(1);
    }
    const deals = keyed(by[3]!);
    expect(Object.keys(deals)).toEqual(['null', 'OTHER', 'STALLED', 'LIVE']);
    expect(deals['STALLED']).toMatchObject({ deal: { id: 'STALLED', name: 'GTX Basic for Cancity' } });
    expect(deals['null']!.spent.usd).toBe(0.30000033);
    expect(keyed(by[4]!)['gpt-5.4']).toMatchObject({ spent: { calls: 1 }, moved: null, perAccepted: null });
  });

  it('adds up for each action over its deals, too', async () => {
    for (const row of (await costs(VP, { by: 'action' })).rows) {
      const deals = await costs(VP, { by: 'deal', action: row.key! });
      expect([unitsOf(deals.rows), callsOf(deals.rows)]).toEqual([unitsOf([row]), row.spent.calls]);
      expect(deals.total).toEqual({ ...row, key: null });
    }
  });

  it('begins and ends a day at 00:00 UTC of real time, whatever the business day is', async () => {
    const session = (await ask(VP, '/api/session')).body as { clock: object };
    expect(session.clock).toEqual({ mode: 'frozen', date: '2017-12-31' });
    const days = await costs(VP, { from: '2026-10-31', to: NEXT, by: 'day' });
    expect(days.rows.map(({ key, spent }) => [key, spent.calls])).toEqual([
      ['2026-10-31', 1],
      [DAY, 7],
      [NEXT, 1],
    ]);
    const made = async (from: string, to: string) => (await costs(VP, { from, to })).total.moved!.proposed;
    expect([await made('2026-10-31', '2026-10-31'), await made(DAY, DAY), await made(NEXT, NEXT)]).toEqual([0, 4, 1]);
  });

  it('says what has no price, and counts it nowhere as nothing', async () => {
    const { rows } = await costs(VP, { by: 'action' });
    const step = rows.find(({ key }) => key === 'proposal-draft')!;
    expect(step.spent).toMatchObject({ calls: 2, usd: 0.0004, unpriced: 1 });
    expect((await costs(VP, { by: 'model' })).rows.find(({ key }) => key === 'our-own')!.spent).toMatchObject({
      ...{ calls: 1, usd: null, unpriced: 1 },
      tokens: { input: 100, cachedInput: 40, output: 10, estimated: 0 },
    });
    const live = keyed(await costs(VP, { by: 'deal' }))['LIVE']!;
    expect(live.perExecuted).toEqual({ usd: null, n: 1, atLeast: true });
  });

  it('puts beside it what became of the proposals of the span', async () => {
    const { total, rows, currency } = await costs(VP, { by: 'action' });
    expect(currency).toBe('USD');
    expect(total.moved).toEqual({
      ...{ proposed: 4, decided: 3, approved: 2, unedited: 1, alone: 1, executed: 3, undone: 1 },
      expected: { n: 1, value: 40 },
      deals: { n: 2, amount: 5_000, withoutAmount: 0, otherCurrency: 1 },
      won: { n: 1, amount: 5_000, withoutAmount: 0, otherCurrency: 0 },
    });
    expect(total.perAccepted).toEqual({ usd: 0.30020017, n: 2, atLeast: true });
    expect(total.perExecuted).toEqual({ usd: 0.20013345, n: 3, atLeast: true });
    const alerts = rows.find(({ key }) => key === 'stalled-deal-alert')!;
    expect(alerts.moved).toMatchObject({ proposed: 2, approved: 2, unedited: 1, executed: 2, undone: 1 });
    expect(alerts.moved!.deals).toMatchObject({ n: 1, amount: 5_000 });
    const deals = keyed(await costs(VP, { by: 'deal' }));
    expect(deals['OTHER']!.moved).toMatchObject({ executed: 1, undone: 1, deals: { n: 0 } });
    expect(deals['null']!.moved).toMatchObject({ proposed: 1, decided: 1, approved: 0, executed: 0, deals: { n: 0 } });
  });

  it('shows a rep and a manager what is about deals they see, and nothing else', async () => {
    const own = await costs(person('rep-1'), { by: 'deal' });
    expect([own.scope, own.rows.map(({ key }) => key)]).toEqual(['own-deals', ['STALLED', 'LIVE']]);
    expect([unitsOf([own.total]), own.total.reserved.calls, own.total.moved!.proposed]).toEqual([10_040_001, 0, 2]);
    const other = await costs(person('rep-2'), { by: 'agent' });
    expect(other.rows.map(({ key, spent }) => [key, spent.usd])).toEqual([['qualification', 0.2]]);
    expect(other.total.moved).toMatchObject({ proposed: 1, undone: 1 });
    const boss = await costs(person('boss', 'manager'), { by: 'deal' });
    expect(boss.rows.map(({ key }) => key)).toEqual(['STALLED', 'LIVE']);
    expect((await costs({ ...person('rep-1'), personId: null }, { by: 'deal' })).rows).toEqual([]);
    expect((await ask(person('rep-2'), '/api/deals/STALLED')).status).toBe(404);
  });

  it('is shown to operations and admins whole, and to auditors not at all', async () => {
    expect((await costs(ADMIN)).total).toEqual((await costs(VP)).total);
    expect((await ask(AUDITOR, '/api/costs')).status).toBe(403);
    const models = async (who: Parameters<typeof ask>[0]) =>
      ((await ask(who, '/api/deals/STALLED')).body as Deal).models;
    expect(await models(AUDITOR)).toBeNull();
    expect(await models(person('rep-1'))).toMatchObject({ spent: { calls: 5, usd: 3.10040001, unpriced: 0 } });
  });

  it('pages, and refuses a span that has no day', async () => {
    const second = await costs(VP, { by: 'deal', limit: '1', offset: '1' });
    expect([second.count, second.rows.map(({ key }) => key)]).toEqual([4, ['OTHER']]);
    expect(await ask(VP, `/api/costs?from=${NEXT}&to=${DAY}`)).toMatchObject({
      status: 400,
      body: { message: 'The span from 2026-11-02 to 2026-11-01 has no day.' },
    });
    expect((await ask(VP, '/api/costs?from=yesterday')).status).toBe(400);
    expect((await ask(VP, '/api/costs?to=0001-01-05')).status).toBe(400);
  });

  it('says of a span without a call whether an agent has a model at all', async () => {
    const empty = { from: '2020-01-01', to: '2020-01-01' };
    const told = (model: string | null) => {
      running.others.answers['GET /internal/progress'] = { body: { consumers: [], details: { model } } };
    };
    told('openai/gpt-5.4-mini');
    expect(await costs(VP, empty)).toMatchObject({ models: 'configured', rows: [], total: { spent: { usd: 0 } } });
    told(null);
    expect((await costs(VP, empty)).models).toBe('none');
    running.others.answers['GET /internal/progress'] = { status: 500, body: {} };
    expect((await costs(VP, empty)).models).toBe('unknown');
    expect((await costs(VP)).models).toBeNull();
  });

  async function salesagent(who: typeof VP, args: string[]): Promise<{ code: number; out: string; err: string }> {
    const token = await running.issuer.token(who);
    const env = { PATH: process.env['PATH'], SALESAGENT_HOME: running.home, SALESAGENT_TOKEN: token };
    const main = join(BUILT, 'apps/cli/src/main.js');
    return new Promise((ended) =>
      execFile(process.execPath, [main, 'costs', ...args], { cwd: ROOT, env }, (error, out, err) =>
        ended({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
      ),
    );
  }

  it('is told by the command line, for people and for programs', async () => {
    const span = ['--from', DAY, '--to', DAY];
    const text = await salesagent(VP, [...span, '--by', 'action']);
    expect(text.code).toBe(0);
    expect(text.out).toContain('What models cost from 2026-11-01 to 2026-11-01 (real days, UTC): every call');
    expect(text.out).toMatch(/proposal-draft +2 +0 +200 +80 +20 +0 +at least \$0\.0004 \(1 without price\)/);
    expect(text.out).toMatch(/total +7 +1 +700 +280 +70 +7 +at least \$0\.6004/);
    expect(text.out).toContain('1 call has not ended and may use up to 500 tokens, $0.0500; not in the table.');
    expect(text.out).toMatch(
      /Beside is not because[^]*total +4 +3 +2 +1 +1 +3 +1 +40 USD +2: 5,000 USD \(1 in other money\)/,
    );
    const deals = await salesagent(VP, [...span, '--by', 'deal', '--json']);
    expect(JSON.parse(deals.out)).toEqual(await costs(VP, { by: 'deal' }));
    const whole = await salesagent(VP, [...span, '--by', 'company']);
    expect(whole.out).toMatch(/\nall +7 /);
  });

  it('ends with the code of what went wrong, and says what is accepted', async () => {
    for (const [args, said] of [
      [['--by', 'person'], 'Allowed choices are company, agent, action, deal, model, day'],
      [['--from', '2026-02-30'], 'Give a day as YYYY-MM-DD'],
      [['--from', NEXT, '--to', DAY], 'Give a first day'],
    ] as const) {
      expect(await salesagent(VP, [...args])).toMatchObject({ code: 2, err: expect.stringContaining(said) });
    }
    expect((await salesagent(AUDITOR, [])).code).toBe(4);
    running.others.answers['GET /internal/progress'] = { body: { consumers: [], details: { model: null } } };
    const empty = await salesagent(VP, ['--from', '2020-01-01', '--to', '2020-01-01']);
    expect([empty.code, empty.out]).toEqual([0, expect.stringContaining('No model is configured')]);
  });
});

/** Six proposals: approved, edited and undone, rejected, a score, let run alone, and one of the day after. */
function decided(history: EventHistory, alert: string): void {
  const executed = { writes: [], undoable: true, note: null };
  const started = { digest: 'digest-1', permitId: 'p', killEpoch: 0 };
  const approved = { decisionId: 'd', by: 'rep-1', digest: 'digest-1', policyVersion: 'v1', evidenceOpened: true };
  const run = (actionId: string) =>
    history.execution('ExecutionStarted', actionId, started).execution('ActionExecuted', actionId, executed);
  history.record('AmountRevised', 'opportunity', 'STALLED', { amount: 5_000, currency: 'USD' });
  history.record('AmountRevised', 'opportunity', 'WON', { amount: 1_054, currency: 'USD' });
  history.record('AmountRevised', 'opportunity', 'LIVE', { amount: 300, currency: 'EUR' });

  run(history.gate('ActionApproved', alert, approved) && alert);
  history.record('OpportunityWon', 'opportunity', 'STALLED', { outcome: 'won', closedAt: '2017-12-31T00:00:00Z' });

  const edited = history.proposal('stalled-deal-alert', 'opportunity/OTHER');
  history.gate('ActionApproved', edited, {
    ...approved,
    edited: { kind: 'task', ownerId: 'rep-1', title: 'Write to them', body: 'Ask.', dueInBusinessDays: 1 },
  });
  run(edited).execution('ActionUndone', edited, { by: 'rep-2', reason: 'they had called' });

  const refused = history.proposal('sequence-drafting', 'contact/ana', { effect: 'message' });
  history.gate('ActionRejected', refused, { decisionId: 'r', by: 'rep-1', reason: 'not now' });

  // Nobody is asked about a score.
  run(history.proposal('deal-scoring', 'opportunity/STALLED'));

  const alone = history.proposal('proposal-draft', 'opportunity/LIVE');
  run(history.gate('ActionApproved', alone, { ...approved, by: 'policy' }) && alone);

  history.proposal('stalled-deal-alert', 'opportunity/DEAD');
  history.events.at(-1)!.recordedAt = `${NEXT}T00:00:00.000Z`;
}
