import { ACompany } from '../../testing/a-company';
import { Surroundings } from './people';

jest.setTimeout(60_000);

let company: ACompany;
beforeAll(async () => {
  company = await ACompany.start();
  // Noon, so that mornings have begun; a frozen business clock, so that no quarter ends meanwhile.
  company.clock.advance(36 * 3_600_000 - (company.clock.now().getTime() % 86_400_000));
  await company.deliver(company.event('BusinessClockSet', 'import/0', { mode: 'frozen', date: '2017-12-31' }));
}, 240_000);
afterAll(() => company?.stop());

const admittedPerOwner = async (): Promise<Record<string, number>> => {
  const { rows } = await company.database.pool.query<{ assignee_id: string; n: number }>(
    `select assignee_id, count(*)::int as n from orchestrator.docket where admitted_at is not null group by 1 order by 1`,
  );
  return Object.fromEntries(rows.map((r) => [r.assignee_id, r.n]));
};

const importCompleted = (importId: string) =>
  company.event('ImportCompleted', `import/${importId}`, {
    importId,
    files: [],
    records: {},
    events: 0,
    asOf: '2017-12-31',
  });

describe('after an import', () => {
  it('admits the first wave at once: at most five an owner, every owner who has any gets some', async () => {
    const owners = { anna: 9, ben: 3, cleo: 1 };
    const events = Object.entries(owners).flatMap(([owner, n]) => [
      company.record('PersonRegistered', 'person', owner, { role: 'rep', active: true }),
      ...Array.from({ length: n }, (_, i) => `${owner}-${i}`).flatMap((id) => [
        company.record('AccountCreated', 'account', `acc-${id}`, { name: id, ownerId: owner }),
        company.record('OpportunityCreated', 'opportunity', id, {
          accountId: `acc-${id}`,
          ownerId: owner,
          subStage: '4.1',
        }),
      ]),
    ]);
    await company.deliver(...events, importCompleted('1'));
    const proposals = Object.entries(owners).flatMap(([owner, n]) =>
      Array.from({ length: n }, (_, i) => {
        const p = company.proposal({ opportunity: `${owner}-${i}`, ownerId: owner, tier: 'T1' });
        return { ...p, attention: { ...p.attention, expectedValue: i } };
      }),
    );
    await company.propose(...proposals);
    const { gate } = company.orchestration;
    await gate.turn();
    expect(await admittedPerOwner()).toEqual({});

    // No proposal came for a while: the pass over the import is over.
    company.clock.advance(3_000);
    await gate.turn();
    expect(await admittedPerOwner()).toEqual({ anna: 5, ben: 3, cleo: 1 });
    const { rows } = await company.database.pool.query<{ rank: number; expected_value: number }>(
      `select rank, expected_value from orchestrator.docket where assignee_id = 'anna' order by rank`,
    );
    expect(rows.map((r) => r.expected_value)).toEqual([8, 7, 6, 5, 4]);

    company.clock.advance(3_000);
    await gate.turn();
    expect(await admittedPerOwner()).toEqual({ anna: 5, ben: 3, cleo: 1 });
  });

  it('gives the work of who has left to their manager, past one who has left as well', async () => {
    await company.deliver(
      company.record('PersonRegistered', 'person', 'vera', { role: 'manager', active: true }),
      company.record('PersonRegistered', 'person', 'gone-boss', { role: 'manager', managerId: 'vera', active: false }),
      company.record('PersonRegistered', 'person', 'gone', { role: 'rep', managerId: 'gone-boss', active: false }),
      company.record('AccountCreated', 'account', 'acc-left', { name: 'Left', ownerId: 'gone' }),
      company.record('OpportunityCreated', 'opportunity', 'left', {
        accountId: 'acc-left',
        ownerId: 'gone',
        subStage: '4.1',
      }),
    );
    const { pool } = company.database;
    const row = { account_id: 'acc-left', opportunity_id: 'left', owner_id: 'gone' };
    const around = await Surroundings.of(pool, [row]);
    expect(around.responsible(row)).toMatchObject({ ownerIds: ['vera'], managerIds: [] });
    expect(around.assignee(row, 'owner')).toEqual({ role: 'owner', personId: 'vera' });
  });

  it('starts no gate before ops-analyst has measured the import', async () => {
    const started = async (): Promise<number> => {
      const { rows } = await company.database.pool.query<{ n: number }>(
        'select count(started_at)::int as n from orchestrator.docket',
      );
      return rows[0]?.n ?? 0;
    };
    expect(await started()).toBe(0);
    const fitted = company.event('KpiMeasured', 'kpi/all', { period: 'all' }, 'ops-analyst');
    await company.deliver({ ...fitted, correlationId: '1' });
    await company.turn();
    expect(await started()).toBe(9);
  });

  it('admits the rest on the next business mornings, each only once', async () => {
    const { gate } = company.orchestration;
    await gate.turn();
    const days: number[] = [];
    for (let i = 0; i < 8; i++) {
      company.clock.advance(86_400_000);
      days.push((await gate.admitMorningWave()).admitted);
      expect((await gate.admitMorningWave()).admitted).toBe(0);
    }
    expect(days.reduce((sum, n) => sum + n, 0)).toBe(4);
    expect(Math.max(...days)).toBe(4);
  });

  it('lets what nobody had time for expire without a word', async () => {
    const late = company.proposal({ opportunity: 'anna-0', episode: 2 });
    await company.propose(late);
    const { gate } = company.orchestration;
    await gate.turn();
    expect(await company.state(late.actionId)).toBe('queued');
    company.clock.advance(14 * 86_400_000);
    await gate.turn();
    expect(await company.state(late.actionId)).toBe('expired');
  });
});
