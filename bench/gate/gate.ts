import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Pool } from 'pg';
import { busDdl } from '@salesagent/bus';
import { migrate } from '@salesagent/platform';
import { vaultDdl } from '@salesagent/sealing';
import { startTemporal } from '@salesagent/servers';
import { temporalClient } from '@salesagent/workflow';
import { schema as gatewaySchema } from '../../apps/gateway/src/schema';
import { schema as orchestratorSchema } from '../../apps/orchestrator/src/schema';
import { withDatabase } from '../server';
import { median, printTable } from '../table';
import { BareWorkflow } from './bare';
import { actionIdOf, RealGate } from './real';

/**
 * What the gate costs: proposals a second from admitted to executed (started, asked, approved by a person's decision,
 * permitted, carried out by gateway in the CRM), beside a workflow with as many activities, one update and one timer on
 * the same Temporal and the same Postgres, in turn. N proposals a round (100), ten at a time.
 */
const N = Number(process.argv[2] ?? 100);
const ROUNDS = 5;
const AT_ONCE = 10;
const GOAL = 0.7;
const ROOT = resolve(__dirname, '../..');
const STEPS = ['start', 'openGate', 'decide', 'authorize', 'execute', 'noteOutcome'];

interface Contender {
  name: string;
  steps: RealGate['steps'];
  prepare(actionIds: readonly string[]): Promise<void>;
  one(actionId: string): Promise<void>;
  stop(): Promise<void>;
}

async function measure(contender: Contender, round: number): Promise<number> {
  const work = Array.from({ length: N }, (_, n) => actionIdOf(`${contender.name}-${round}-${n}`));
  await contender.prepare(work);
  const began = performance.now();
  let next = 0;
  const take = async (): Promise<void> => {
    for (let n = next++; n < N; n = next++) await contender.one(work[n]!);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, take));
  return (N / (performance.now() - began)) * 1_000;
}

async function run(connectionString: string, address: string): Promise<void> {
  const pool = new Pool({ connectionString, max: 20 });
  pool.on('error', () => undefined);
  await migrate({
    ...{ url: connectionString, services: [gatewaySchema, orchestratorSchema], passwordOf: () => 'bench' },
    shared: [
      { schema: 'bus', ddl: busDdl() },
      { schema: 'vault', ddl: vaultDdl() },
    ],
  });
  const client = temporalClient({ address, namespace: 'default' });
  const at = { client, address, root: ROOT, playbooks: join(ROOT, '..', 'playbooks') };
  const contenders: Contender[] = [
    await RealGate.start(pool, at),
    await BareWorkflow.start(pool, at),
    await BareWorkflow.start(null, at),
  ];
  const rates = contenders.map(() => [] as number[]);
  for (let round = -1; round < ROUNDS; round++) {
    for (const [index, contender] of contenders.entries()) {
      if (round === 0) contender.steps.forget(); // the first round warms up
      const rate = await measure(contender, round + 1);
      if (round >= 0) rates[index]!.push(rate);
      console.error(`round ${round + 1}, ${contender.name}: ${rate.toFixed(1)}/s`);
    }
  }
  report(contenders, rates);
  for (const contender of contenders) await contender.stop();
  await client.connection.close();
  await pool.end();
}

function report(contenders: readonly Contender[], rates: readonly number[][]): void {
  const [gate = [], bare = [], empty = []] = rates;
  // Pair by pair, for a machine drifts: each round of the gate against the one beside it.
  const share = (of: readonly number[]): number => median(gate.map((rate, round) => rate / (of[round] ?? 1)));
  const percent = (value: number): string => `${Math.round(value * 100)} %`;
  printTable(
    `Gate, proposals a second (median of ${ROUNDS} rounds of ${N}, ${AT_ONCE} at a time)`,
    ['what', 'a second', 'gate of it', `≥ ${percent(GOAL)}`],
    [
      ['gate: admitted to executed in the CRM', median(gate).toFixed(1), '', ''],
      [
        'bare workflow, its activities one INSERT each',
        median(bare).toFixed(1),
        percent(share(bare)),
        share(bare) >= GOAL ? 'yes' : '**no**',
      ],
      ['bare workflow, its activities empty', median(empty).toFixed(1), percent(share(empty)), ''],
    ],
  );
  printTable(
    'Where the time goes, mean milliseconds of a step beside the others that run',
    ['step', ...contenders.map((c) => c.name)],
    STEPS.map((step) => [step, ...contenders.map((c) => mean(c.steps.of(step)))]),
  );
}

function mean(values: readonly number[]): string {
  return values.length === 0 ? '' : (values.reduce((sum, v) => sum + v, 0) / values.length).toFixed(1);
}

async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'salesagent-bench-temporal-'));
  const temporal = await startTemporal({ directory });
  try {
    await withDatabase((connectionString) => run(connectionString, temporal.address));
  } finally {
    await temporal.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

void main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
