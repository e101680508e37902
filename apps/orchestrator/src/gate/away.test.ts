import type { Proposal } from '@salesagent/canon/events';
import { addDays } from '@salesagent/canon/sales';
import { ACompany, anna, ben, mara, vera } from '../../testing/a-company';

jest.setTimeout(60_000);

let company: ACompany;
beforeAll(async () => {
  company = await ACompany.start();
  await company.deliver(
    company.record('PersonRegistered', 'person', 'ben', { role: 'rep', managerId: 'mara', active: true }),
  );
}, 240_000);
afterAll(() => company?.stop());
afterEach(async () => {
  for (const { personId } of await company.orchestration.absences.list())
    await company.orchestration.absences.end(personId, vera);
  await company.turn();
});

type Take = Parameters<ACompany['orchestration']['decisions']['take']>;
const approve = (p: Proposal): Take[0] => ({
  actionId: p.actionId,
  decision: 'approve',
  digest: p.digest,
  evidenceOpened: true,
});
const take = (...args: Take) => company.orchestration.decisions.take(...args);
const today = (ahead = 0) => addDays(company.clock.now().toISOString().slice(0, 10), ahead);
type Who = Parameters<ACompany['orchestration']['absences']['set']>[1];
const away = (personId: string, delegateId: string | null, by: Who = vera, from = today(), until = today(2)) =>
  company.orchestration.absences.set({ personId, from, until, delegateId }, by);

async function asked(p: Proposal): Promise<string | null> {
  const { rows } = await company.database.pool.query<{ approver_id: string | null }>(
    'select approver_id from orchestrator.docket where action_id = $1',
    [p.actionId],
  );
  return rows[0]?.approver_id ?? null;
}

/** Turns of the loop until the question is with somebody; the test's own time limit ends a wait that is in vain. */
async function goesTo(p: Proposal, personId: string | null): Promise<void> {
  while ((await asked(p)) !== personId) {
    await company.turn();
    await new Promise((wait) => setTimeout(wait, 20));
  }
}

async function open(id: string): Promise<Proposal> {
  await company.deal(id, 'T2');
  const p = company.proposal({ opportunity: id });
  await company.admit(p);
  return p;
}

describe('while somebody is away', () => {
  it('their open questions go to the delegate, who decides, and come back when it ends', async () => {
    const [p, q] = [await open('a1'), await open('a2')];
    expect(await asked(p)).toBe('anna');
    await away('anna', 'ben', anna);
    await goesTo(p, 'ben');
    await expect(take(approve(p), anna)).rejects.toMatchObject({
      code: 'not-approver',
      message: expect.stringContaining('You are away until'),
    });
    expect((await take(approve(p), ben)).state).toBe('approved');
    await goesTo(q, 'ben');
    await company.orchestration.absences.end('anna', mara);
    await goesTo(q, 'anna');
    await expect(take(approve(q), ben)).rejects.toMatchObject({ code: 'not-approver' });
    const changes = (await company.store.read(q.actionId)).filter((e) => e.type === 'ApprovalReassigned');
    expect(changes.map((e) => (e.data as { reason: string }).reason)).toEqual([
      'anna is away',
      'who decides it has changed',
    ]);
    expect((await company.store.read('absence/anna')).map((e) => [e.type, e.actor])).toEqual([
      ['AbsenceSet', 'anna'],
      ['AbsenceEnded', 'mara'],
    ]);
  });

  it('what is admitted meanwhile enters the delegate’s inbox', async () => {
    await away('anna', 'ben');
    const p = await open('a3');
    const admitted = (await company.store.read(p.actionId)).find((e) => e.type === 'ActionAdmitted');
    expect(admitted?.data).toMatchObject({ assignee: { role: 'owner', personId: 'ben' } });
    expect(await asked(p)).toBe('ben');
  });

  it('it is their manager where the delegate is away too, and money never goes to the owner', async () => {
    const p = await open('a4');
    await away('anna', 'ben');
    await away('ben', 'anna');
    await goesTo(p, 'mara');
    await company.orchestration.absences.end('anna', vera);
    await company.orchestration.absences.end('ben', vera);
    // Mara leaves her own decisions to Anna: of Anna's own deal that is nobody, and operations decides.
    await away('mara', 'anna');
    await company.deal('a5', 'T3', { amount: 150_000 });
    const draft = company.draft('a5', 'T3');
    const money = { ...draft, attention: { ...draft.attention, amount: 150_000 } };
    await company.admit(money);
    expect(await asked(money)).toBeNull();
    await expect(take(approve(money), anna)).rejects.toMatchObject({ code: 'not-approver' });
    expect((await take(approve(money), vera)).state).toBe('approved');
  });

  it('a delegate does not approve what they asked for', async () => {
    const p = await open('a6');
    await company.database.pool.query(`update orchestrator.docket set requested_by = 'ben' where action_id = $1`, [
      p.actionId,
    ]);
    await away('anna', 'ben');
    await goesTo(p, 'mara');
    await expect(take(approve(p), ben)).rejects.toMatchObject({ code: 'self-approval' });
    expect((await take(approve(p), mara)).state).toBe('approved');
  });

  it('a decision of the delegate that was not used yet is void once they are back', async () => {
    const p = await open('a7');
    await away('anna', 'ben');
    await goesTo(p, 'ben');
    const { decisions, activities, absences } = company.orchestration;
    const { decisionId } = await decisions.record(approve(p), ben);
    await absences.end('anna', vera);
    expect(await activities.authorize({ actionId: p.actionId, decisionId })).toMatchObject({ kind: 'void' });
  });
});

describe('an absence', () => {
  it('begins and ends with the company’s calendar', async () => {
    const p = await open('b1');
    await away('anna', 'ben', vera, today(1), today(1));
    await company.turn();
    expect(await asked(p)).toBe('anna');
    // The question itself lives for five business days.
    company.clock.advance(86_400_000);
    await goesTo(p, 'ben');
    company.clock.advance(86_400_000);
    await goesTo(p, 'anna');
    const last = (await company.store.read('absence/anna')).at(-1);
    expect(last).toMatchObject({ type: 'AbsenceEnded', data: { by: 'calendar' } });
  });

  it('is set by the person, their manager or operations, and nobody else', async () => {
    await expect(away('anna', 'ben', ben)).rejects.toMatchObject({ code: 'not-yours' });
    const service = { sub: 'deal', personId: null, roles: ['service'] };
    await expect(away('anna', 'ben', service)).rejects.toMatchObject({ code: 'not-yours' });
    await expect(away('anna', 'anna')).rejects.toMatchObject({ code: 'bad-absence' });
    await expect(company.orchestration.absences.end('anna', vera)).rejects.toMatchObject({ code: 'not-away' });
    expect((await away('anna', null, mara)).by).toBe('mara');
  });
});
