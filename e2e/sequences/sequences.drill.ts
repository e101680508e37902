import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { patiently } from '../faults/patience';
import {
  newHome,
  notStanding,
  OwnerDatabase,
  signIn,
  startStack,
  table,
  writeSmallCompany,
  type RunningStack,
} from '../harness';
import { Acts, Crew, type Ground } from './acts';
import { stepsOf, type Step } from './steps';
import { hasEnded, judge, type Verdict } from './verdict';

const whole = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise);
const COUNT = whole('SEQUENCES_COUNT', 300);
const SEED = whole('SEQUENCES_SEED', 1);
/** Sequences side by side: a kill meets others in the midst of theirs. */
const LANES = 5;
const HOURS = 3;
/** Tasks on a T1 account are only prepared here, so that a tier decides whether anything happens. */
const POLICY = `refinements:
  - id: t1-alerts-are-prepared
    when: { actions: [stalled-deal-alert], tiers: [T1] }
    ceiling: P
    why: People lead T1 accounts.
`;

/** How long a sequence waits for its end while others go on killing, and how long when nobody does. */
const PATIENCE_IN_THE_STORM_MS = 60_000;
const PATIENCE_MS = 240_000;

interface Unfinished {
  n: number;
  acts: Acts;
  ground: Ground;
}

describe(`${COUNT} sequences of decisions, edits, tiers, stops and kills around a proposal (seed ${SEED})`, () => {
  const home = newHome();
  const company = writeSmallCompany(join(home, 'export'), COUNT);
  const did = new Map<Step['do'], number>();
  const verdicts: Verdict[] = [];
  const unfinished: Unfinished[] = [];
  const problems: string[] = [];
  let stack: RunningStack;
  let database: OwnerDatabase;
  let crew: Crew;
  let refused = 0;
  let acknowledged = 0;

  beforeAll(async () => {
    stack = await startStack({ home, importFolder: join(home, 'export') });
    database = new OwnerDatabase(stack);
    crew = new Crew(stack, () => readFileSync(join(home, 'operator-token'), 'utf8').trim());
    const policy = { file: 'policy.yaml', text: POLICY };
    const { version } = await stack.api<{ version: string }>('/api/policy/proposals', {
      method: 'POST',
      body: { policy, reason: 'a drill' },
    });
    const token = await signIn(stack, 'operations');
    await stack.api('/api/policy/sign', { method: 'POST', token, body: { version } });
  }, 600_000);

  afterAll(async () => {
    await database?.close();
    await stack?.stop();
  }, 120_000);

  async function run(n: number): Promise<void> {
    const { deal, owner } = company.cells[n]!;
    const other = company.cells[(n + 1) % COUNT]!.owner;
    const ground: Ground = { deal, owner, stranger: other, account: await accountOf(deal) };
    const acts = new Acts(stack, ground, crew);
    await acts.begin(n % 3 === 0 ? 'T2' : 'T3');
    for (const step of stepsOf(SEED, n)) {
      did.set(step.do, (did.get(step.do) ?? 0) + 1);
      await acts.take(step).catch((error: unknown) => problems.push(`sequence ${n}, ${step.do}: ${String(error)}`));
    }
    if (!(await acts.bringToAnEnd(() => endedForGood(deal), PATIENCE_IN_THE_STORM_MS)))
      return void unfinished.push({ n, acts, ground });
    await conclude({ n, acts, ground });
  }

  async function conclude({ n, acts, ground }: Unfinished): Promise<void> {
    refused += acts.refused.length;
    acknowledged += acts.acknowledged.length;
    const verdict = await persistently(() => judge(database, ground, acts.acknowledged));
    verdicts.push(verdict);
    if (verdict.problems.length > 0)
      problems.push(...acts.refused.slice(-3).map((said) => `sequence ${n} was told: ${said}`));
    for (const problem of verdict.problems) problems.push(`sequence ${n}: ${problem}`);
    if (verdicts.length % 20 === 0) process.stdout.write(`${verdicts.length} sequences, ${problems.length} problems\n`);
  }

  /** Twice in a row, a second apart: an agent may have been about to propose again. */
  async function endedForGood(deal: string): Promise<boolean> {
    if (!(await hasEnded(database, deal))) return false;
    await new Promise((next) => setTimeout(next, 1_000));
    return hasEnded(database, deal);
  }

  async function accountOf(deal: string): Promise<string> {
    const [row] = await persistently(() =>
      database.query<{ id: string }>('select account_id as id from crm.opportunity where id = $1', [deal]),
    );
    return row!.id;
  }

  it(
    'nothing is executed without a permit that policy, tier, people and kill switch allow, nothing twice, and all ends',
    async () => {
      const begun = performance.now();
      let next = 0;
      const lane = async (): Promise<void> => {
        while (next < COUNT) {
          const n = next++;
          await run(n).catch((error: unknown) => problems.push(`sequence ${n}: ${String(error)}`));
        }
      };
      await Promise.all(Array.from({ length: LANES }, lane));
      await patiently(async () => (await notStanding(stack)).length === 0);
      // Other sequences killed what these waited for: now that nobody kills, each must come to its end.
      for (const { n, acts, ground } of unfinished) {
        if (!(await acts.bringToAnEnd(() => endedForGood(ground.deal), PATIENCE_MS)))
          problems.push(`sequence ${n}: ${ground.deal} came to no end`);
        await conclude({ n, acts, ground });
      }
      process.stdout.write(`\n${printed((performance.now() - begun) / 60_000)}\n\n`);
      expect(problems).toEqual([]);
      // Not vacuous.
      expect(verdicts).toHaveLength(COUNT);
      expect(executions()).toBeGreaterThan(COUNT / 10);
    },
    HOURS * 3_600_000,
  );

  const executions = (): number => verdicts.reduce((sum, { executions: n }) => sum + n, 0);

  function printed(minutes: number): string {
    const states = new Map<string, number>();
    for (const { state } of verdicts.flatMap(({ proposals }) => proposals))
      states.set(state, (states.get(state) ?? 0) + 1);
    const sorted = (of: ReadonlyMap<string, number>): [string, number][] =>
      [...of].sort(([a], [b]) => a.localeCompare(b));
    const rows: [string, string | number][] = [
      ['seed', SEED],
      ['minutes', minutes.toFixed(1)],
      ['sequences', verdicts.length],
      ...sorted(did).map(([what, n]): [string, number] => [`step: ${what}`, n]),
      ['kill -9 that met a standing part', crew.kills],
      ['acts acknowledged', acknowledged],
      ['acts refused, or answered by nobody', refused],
      ...sorted(states).map(([state, n]): [string, number] => [`proposals that ended as ${state}`, n]),
      ['ended only when nothing was killed any more', unfinished.length],
      ['executions', executions()],
      ['PROBLEMS', problems.length],
    ];
    return [table('sequences', rows), ...problems.slice(0, 40)].join('\n');
  }
});

/** Asks the database again while it is down. */
async function persistently<T>(ask: () => Promise<T>): Promise<T> {
  let answer: { is: T } | null = null;
  await patiently(async () => {
    answer = { is: await ask() };
    return true;
  });
  if (answer === null) throw new Error('the database did not answer');
  return (answer as { is: T }).is;
}
