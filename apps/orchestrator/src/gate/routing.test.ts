import type { Proposal } from '@salesagent/canon/events';
import { addDays } from '@salesagent/canon/sales';
import { isBusinessDay, quarterEnd } from '@salesagent/governance';
import { ACompany } from '../../testing/a-company';
import { Admission } from './admission';

jest.setTimeout(60_000);

let company: ACompany;
beforeAll(async () => {
  company = await ACompany.start();
  // Noon in the midst of a quarter that is still to come.
  const middle = addDays(quarterEnd(company.clock.now().toISOString().slice(0, 10), 1), 40);
  goOnTo(`${middle}T12:00:00Z`);
  const calendar = { timeZone: 'UTC', holidays: [] };
  quarterEnds = quarterEnd(middle, 1);
  while (!isBusinessDay(quarterEnds, calendar)) quarterEnds = addDays(quarterEnds, -1);
}, 240_000);
afterAll(() => company?.stop());

/** Last business day of the quarter. */
let quarterEnds: string;
const goOnTo = (instant: string): void => company.clock.advance(Date.parse(instant) - company.clock.now().getTime());
const worth = (p: Proposal, expectedValue: number, amount = p.attention.amount): Proposal => ({
  ...p,
  attention: { ...p.attention, expectedValue, amount },
});

async function assigned(p: Proposal): Promise<string> {
  const { rows } = await company.database.pool.query<{ state: string; assignee_role: string; assignee_id: string }>(
    'select state, assignee_role, assignee_id from orchestrator.docket where action_id = $1',
    [p.actionId],
  );
  const { state, assignee_role: role, assignee_id: id } = rows[0]!;
  return state === 'queued' || state === 'withdrawn' ? state : `${role} ${id}`;
}

/** Takes proposals up and gives out one wave. */
async function wave(name: string, ...proposals: Proposal[]): Promise<string[]> {
  await company.propose(...proposals);
  await company.orchestration.gate.turn();
  await new Admission(company.store, company.clock).admit(name);
  return Promise.all(proposals.map(assigned));
}

describe('CONDUCT: drafts go to the account owner, money to the manager', () => {
  it('and to operations what is nobody’s', async () => {
    for (const id of ['r1', 'r2']) await company.deal(id, 'T3');
    await company.deliver(company.record('OpportunityCreated', 'opportunity', 'r3', { subStage: '4.1' }));
    const nobodys = { ...company.proposal({ opportunity: 'r3' }), accountId: null, ownerId: null };
    const proposals = [
      worth(company.draft('r1', 'T3'), 30, 1_000),
      worth(company.draft('r2', 'T3'), 20, 150_000),
      worth(nobodys, 10),
    ];
    expect(await wave('routing', ...proposals)).toEqual(['owner anna', 'manager mara', 'owner null']);
  });
});

describe('CONDUCT: attention is given by expected value', () => {
  it('one next step a deal: the best; the others wait, and of a kind on one record only the best stays', async () => {
    await company.deal('s1', 'T3');
    const best = worth(company.draft('s1', 'T3'), 50, 1_000);
    const next = worth(company.proposal({ opportunity: 's1', tier: 'T3' }), 40);
    const merged = worth(company.proposal({ opportunity: 's1', tier: 'T3', episode: 2 }), 30);
    expect(await wave('steps', merged, next, best)).toEqual(['withdrawn', 'queued', 'owner anna']);
    const withdrawn = (await company.store.read(merged.actionId)).find((e) => e.type === 'ActionWithdrawn');
    expect(withdrawn?.data).toMatchObject({ reason: `merged into ${next.actionId}` });
  });

  it('a manager is asked ten a day, a rep five', async () => {
    const ids = Array.from({ length: 12 }, (_, i) => `c${i}`);
    for (const id of ids) await company.deal(id, 'T3');
    goOnTo(`${addDays(company.clock.now().toISOString().slice(0, 10), 1)}T12:00:00Z`);
    const money = await wave('money', ...ids.map((id, i) => worth(company.draft(id, 'T3'), i + 1, 150_000)));
    expect(money.filter((a) => a === 'manager mara')).toHaveLength(10);
    // The most valuable of them.
    expect(money.slice(0, 2)).toEqual(['queued', 'queued']);
    const reps = Array.from({ length: 8 }, (_, i) => `d${i}`);
    for (const id of reps) await company.deal(id, 'T2');
    const tasks = await wave('tasks', ...reps.map((id, i) => worth(company.proposal({ opportunity: id }), i + 1)));
    expect(tasks.filter((a) => a === 'owner anna')).toHaveLength(5);
  });
});

describe('CONDUCT: in the last three business days of a quarter', () => {
  it('only closing matters reach a person', async () => {
    await company.deal('q1', 'T2', { expectedCloseDate: quarterEnds });
    await company.deal('q2', 'T2', { expectedCloseDate: addDays(quarterEnds, 30) });
    goOnTo(`${quarterEnds}T12:00:00Z`);
    const proposals = ['q1', 'q2'].map((id, i) => worth(company.proposal({ opportunity: id }), 100 + i));
    expect(await wave('quiet', ...proposals)).toEqual(['owner anna', 'queued']);
  });
});
