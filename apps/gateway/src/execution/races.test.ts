import { setTimeout as pause } from 'node:timers/promises';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import type { IntegrationEvent } from '@salesagent/canon/events';
import type { Change, RecordType } from '@salesagent/canon/sales';
import { PostgresCrm, RecordConflict, writeRecord, type FieldValues } from '@salesagent/crm';
import { proposalDigest } from '@salesagent/governance';
import { gatewayDatabase, TODAY, type GatewayDatabase } from '../../testing/gateway-database';
import { Executor } from './executor';
import { storePayloads } from './payloads';
import { PermitVerifier } from './permit';

const RACES = 250;
const SIDE_BY_SIDE = 5;
const EXPORT = {
  'team.csv': 'user_id,name\nU1,Ada Ash\n',
  'accounts.csv': ['account_id,account,owner', ...ids('A').map((id) => `${id},Company ${id},U1`), ''].join('\n'),
  'deals.csv': [
    'deal_id,account_id,owner_id,deal_stage,engage_date,amount',
    ...ids('D').map((id) => `${id},${id.replace('D', 'A')},U1,Proposal,2026-06-01,0`),
    '',
  ].join('\n'),
};

function ids(letter: string): string[] {
  return Array.from({ length: SIDE_BY_SIDE }, (_, n) => `${letter}${n + 1}`);
}

/** A person and an agent write the same field of the same record at the same time, on a real database. */
describe(`${2 * RACES} races of an agent's write against a person's edit`, () => {
  let gateway: GatewayDatabase;
  let crm: PostgresCrm;
  let executor: Executor;
  let privateKey: CryptoKey;
  let permits = 0;

  beforeAll(async () => {
    gateway = await gatewayDatabase();
    await gateway.load(EXPORT);
    const keys = await generateKeyPair('EdDSA');
    privateKey = keys.privateKey;
    const { database, store, sealer } = gateway;
    crm = new PostgresCrm(database.pool);
    executor = new Executor({
      pool: database.pool,
      store,
      sealer,
      permits: new PermitVerifier(await exportJWK(keys.publicKey), TODAY),
      render: () => Promise.resolve(Buffer.alloc(0)),
      clock: TODAY,
      changed: () => undefined,
    });
  });
  afterAll(() => gateway.drop());

  const agentWrites = async (actionId: string, accountId: string, change: Change) => {
    const digest = proposalDigest({ action: 'stalled-deal-alert', subject: actionId, change });
    const data = {
      actionId,
      action: 'stalled-deal-alert',
      agent: 'qualification',
      subject: actionId,
      accountId,
      change,
      digest,
    };
    const client = await gateway.database.pool.connect();
    await storePayloads([{ type: 'ActionProposed', data } as unknown as IntegrationEvent], client).finally(() =>
      client.release(),
    );
    const permit = await new SignJWT({
      ...{ permitId: `permit-${(permits += 1)}`, actionId, digest, killEpoch: 1, tier: 'T1', by: 'person/U1' },
      exp: TODAY.now().getTime() / 1000 + 30,
    })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setIssuer('orchestrator')
      .setAudience('gateway')
      .sign(privateKey);
    return () => executor.execute({ actionId, digest, permit });
  };

  /** As in the CRM's own pages: who is told that somebody was faster looks again and repeats. */
  const personWrites = async (type: RecordType, id: string, set: FieldValues): Promise<number> => {
    for (let looks = 1; ; looks += 1) {
      const expectedVersion = (await crm.find(type, id))!.version;
      const write = { type, id, operation: 'update' as const, set, expectedVersion };
      const done = await crm
        .transact({ by: 'U1', cause: 'edit' }, (client) => writeRecord(client, write))
        .then(
          () => true,
          (error: unknown) => {
            if (!(error instanceof RecordConflict)) throw error;
            return false;
          },
        );
      if (done) return looks;
    }
  };

  it('leaves the person’s value in one field of a deal, whoever came first', async () => {
    const overwritten: string[] = [];
    const outcomes = new Map<string, number>();
    const race = async (n: number, deal: string): Promise<void> => {
      const before = (await crm.find('opportunity', deal))!.fields['amount'];
      const change: Change = {
        kind: 'fields',
        record: { type: 'opportunity', id: deal },
        expect: { amount: before },
        set: { amount: 10_000 * (n + 1) },
      };
      const execute = await agentWrites(`stalled-deal-alert:opportunity/${deal}:${n}`, deal.replace('D', 'A'), change);
      const amount = 10_000 * (n + 1) + 1;
      const [{ outcome }] = await Promise.all([
        pause(n % 2 === 0 ? n % 4 : 0).then(execute),
        pause(n % 2 === 0 ? 0 : (n * 7) % 40).then(() => personWrites('opportunity', deal, { amount })),
      ]);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      const after = (await crm.find('opportunity', deal))!.fields['amount'];
      if (after !== amount) overwritten.push(`${deal}: ${String(after)} instead of ${amount}`);
    };
    await Promise.all(
      ids('D').map(async (deal, lane) => {
        for (let n = lane; n < RACES; n += SIDE_BY_SIDE) await race(n, deal);
      }),
    );
    expect(overwritten).toEqual([]);
    // Every other race gave the agent a start. Both happened, or nothing was raced: the agent before the person, and the agent too late.
    expect([...outcomes.keys()].sort()).toEqual(['executed', 'failed']);
  });

  it('leaves the person’s value in every row of a batch, whoever came first', async () => {
    const overwritten: string[] = [];
    let [taken, left] = [0, 0];
    for (let n = 0; n < RACES / SIDE_BY_SIDE; n += 1) {
      const change: Change = {
        kind: 'fields-batch',
        type: 'account',
        fields: ['industry'],
        rows: ids('A').map((id) => ({ id, set: { industry: `agent ${n}` } })),
      };
      const execute = await agentWrites(`stalled-deal-alert:company:${n}`, 'A1', change);
      await Promise.all([
        pause(n % 6).then(execute),
        ...ids('A').map((id, at) =>
          pause((at * 3 + n) % 7).then(() => personWrites('account', id, { industry: `person ${n}` })),
        ),
      ]);
      const { rows } = await gateway.database.pool.query<{ id: string; industry: string }>(
        'select id, industry from crm.account',
      );
      overwritten.push(...rows.filter((r) => r.industry !== `person ${n}`).map((r) => `${n} ${r.id}: ${r.industry}`));
      const written = await gateway.database.pool.query<{ n: number }>(
        `select count(*)::int as n from crm.change where "by" = $1`,
        [`stalled-deal-alert:company:${n}`],
      );
      taken += written.rows[0]!.n;
      left += SIDE_BY_SIDE - written.rows[0]!.n;
    }
    expect(overwritten).toEqual([]);
    expect(Math.min(taken, left)).toBeGreaterThan(0);
  });
});
