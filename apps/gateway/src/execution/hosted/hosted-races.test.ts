import { setTimeout as pause } from 'node:timers/promises';
import type { Change } from '@salesagent/canon/sales';
import { gatewayDatabase, type GatewayDatabase } from '../../../testing/gateway-database';
import { hostedExecution, type HostedExecution } from '../../../testing/hosted-execution';
import { HostedCrmForTests } from '../../../testing/hosted-crm';
import type { Proposals } from '../../../testing/proposals';
import type { CopyFollower } from '../../sync/copy-follower';
import type { Executor } from '../executor';

/** `RACES=500` for as many as the promise names. */
const RACES = Number(process.env['RACES'] ?? 100);
const SIDE_BY_SIDE = 5;
const DEALS = Array.from({ length: SIDE_BY_SIDE }, (_, n) => `D${n + 1}`);

/** A person edits in the CRM's own pages while an agent writes through its API, and the copy follows both. */
describe.each(['strong', 'weak'] as const)(`${RACES} races of an agent against a person in a %s hosted CRM`, (kind) => {
  let gateway: GatewayDatabase;
  let hosted: HostedCrmForTests;
  let sync: CopyFollower;
  let running: HostedExecution;
  let executor: Executor;
  let proposals: Proposals;

  beforeAll(async () => {
    gateway = await gatewayDatabase();
    hosted = await HostedCrmForTests.start(kind, 20);
    // A weak one also tells little: not which action wrote, and times to the second.
    hosted.namesActions = kind === 'strong';
    hosted.coarseTimes = kind === 'weak';
    await hosted.person('U1', 'account', 'A1', { name: 'Acme' });
    for (const id of DEALS) await hosted.person('U1', 'opportunity', id, { name: id, accountId: 'A1', amount: 0 });
    running = await hostedExecution(gateway, hosted, { pollMs: 25 });
    ({ sync, executor, proposals } = running);
  });
  afterAll(async () => {
    await running.stop();
    await hosted.drop();
    await gateway.drop();
  });

  it('loses no value of a person’s at rest, there or here, and counts what it hit', async () => {
    sync.start();
    const lost: string[] = [];
    const outcomes = new Map<string, number>();
    // In a weak CRM every other write has its window held open, so that people do get into it.
    hosted.inWindow = () => pause(Math.random() < 0.5 ? 0 : 15);
    const race = async (n: number, deal: string): Promise<void> => {
      const before = (await hosted.crm.find('opportunity', deal))!.fields.amount ?? null;
      const change: Change = {
        kind: 'fields',
        record: { type: 'opportunity', id: deal },
        expect: { amount: before },
        set: { amount: 10 * (n + 1) },
      };
      const actionId = `stalled-deal-alert:opportunity/${deal}:${n}`;
      await copyHolds(deal, before);
      const request = await proposals.permitted(actionId, change);
      const amount = 10 * (n + 1) + 1;
      const [{ outcome }] = await Promise.all([
        executor.execute(request),
        pause((n * 7) % 150).then(() => hosted.person('U1', 'opportunity', deal, { amount })),
      ]);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      const after = (await hosted.crm.find('opportunity', deal))!.fields.amount;
      if (after !== amount) lost.push(`${deal}, race ${n}: ${String(after)} instead of ${amount}`);
      await copyHolds(deal, amount);
    };
    await Promise.all(
      DEALS.map(async (deal, lane) => {
        for (let n = lane; n < RACES; n += SIDE_BY_SIDE) await race(n, deal);
      }),
    );
    expect(lost).toEqual([]);
    expect([...outcomes.keys()].sort()).toEqual(['executed', 'failed']);
    if (kind === 'weak') expect(hosted.windowHits).toBeGreaterThan(0);
    process.stdout.write(`${kind}: ${JSON.stringify({ ...Object.fromEntries(outcomes), hits: hosted.windowHits })}\n`);
    await gateway.follow();
    // What the log says of each deal ends at what the CRM holds, as no agent’s; who lost a value may not be known.
    for (const deal of DEALS) {
      const last = (await gateway.store.read(`opportunity/${deal}`)).at(-1)!;
      const { amount } = (await hosted.crm.find('opportunity', deal))!.fields;
      expect(last.data).toMatchObject({ set: { amount } });
      expect(['U1', 'unknown']).toContain((last.data as { by: string }).by);
    }
    const { rows } = await gateway.database.pool.query<{ n: number }>(
      'select count(*)::int as n from gateway.hosted_write',
    );
    expect(rows[0]!.n).toBe(0);
  });

  const copyHolds = async (deal: string, amount: number | null): Promise<void> => {
    const sql = 'select amount::float as amount from crm.opportunity where id = $1';
    for (;;) {
      const { rows } = await gateway.database.pool.query<{ amount: number | null }>(sql, [deal]);
      if (rows[0]!.amount === amount) return;
      sync.wake();
      await pause(10);
    }
  };
});
