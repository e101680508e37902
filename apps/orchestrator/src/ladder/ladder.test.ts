import type { Proposal } from '@salesagent/canon/events';
import type { Change } from '@salesagent/canon/sales';
import { isCheck, isHeldOut } from '@salesagent/governance';
import { ACompany, anna, mara, vera } from '../../testing/a-company';
import { gateEvent } from '../gate/gate-log';
import { killState } from '../gate/kill-switch';
import { knownBadDigest, openChecks } from './known-bad';

jest.setTimeout(240_000);

const DAY = 86_400_000;
const RUNG = { action: 'stage-progression', tier: 'T3' } as const;
const actionIdOf = (id: string): string => `stage-progression:opportunity/${id}:1`;

let company: ACompany;
beforeAll(async () => void (company = await ACompany.start()), 240_000);
afterAll(() => company?.stop());

/** Ids of deals, drawn so that the gate does with them what a test is about. */
function ids(prefix: string, n: number, is: (id: string) => boolean): string[] {
  const found: string[] = [];
  for (let i = 0; found.length < n; i++) if (is(`${prefix}${i}`)) found.push(`${prefix}${i}`);
  return found;
}
const checked = (id: string): boolean => isCheck(actionIdOf(id), 0.05);
const heldOut = (id: string): boolean => isHeldOut(RUNG.action, `opportunity/${id}`, 0.1);
const plain = (id: string): boolean => !checked(id) && !heldOut(id);

function moveOf(id: string): Proposal {
  return company.proposal({
    opportunity: id,
    ...{ action: 'stage-progression', effect: 'stage', tier: 'T3' },
    change: {
      kind: 'fields',
      record: { type: 'opportunity', id },
      expect: { subStage: '4.1' },
      set: { subStage: '4.2' },
    },
  });
}

/** Proposed and asked about, without a workflow: what decides and authorises is the same. */
async function ask(id: string): Promise<Proposal> {
  await company.deal(id, 'T3');
  const p = moveOf(id);
  await company.propose(p);
  await company.database.pool.query('update orchestrator.docket set started_at = now() where action_id = $1', [
    p.actionId,
  ]);
  await company.orchestration.activities.openGate({ actionId: p.actionId });
  return p;
}

type Who = typeof anna | typeof mara;
async function decideOn(p: Proposal, who: Who, over: { evidenceOpened?: boolean; edited?: Change } = {}) {
  const { decisions, activities } = company.orchestration;
  const request = {
    actionId: p.actionId,
    decision: 'approve' as const,
    digest: p.digest,
    evidenceOpened: true,
    ...over,
  };
  const { decisionId } = await decisions.record(request, who);
  const verdict = await activities.authorize({ actionId: p.actionId, decisionId });
  await answered(decisionId);
  return verdict;
}
/** As its workflow would have noted it: else it is delivered again. */
const answered = (decisionId: string) =>
  company.database.pool.query(`update orchestrator.decision set answer = '{}' where decision_id = $1`, [decisionId]);
const reject = (p: Proposal, digest: string, who: Who) =>
  company.orchestration.decisions.take(
    { actionId: p.actionId, decision: 'reject', digest, evidenceOpened: true, reason: 'not so' },
    who,
  );
const rung = async () => (await company.orchestration.ladder.standings(RUNG))[0]!;
const check = async (p: Proposal) => (await openChecks(company.database.pool, [p.actionId]))[0]!;

describe('a flood of approvals', () => {
  it('tells no share while it would be one person’s own', async () => {
    await decideOn(await ask(ids('first', 1, plain)[0]!), anna, { evidenceOpened: false });
    expect(await rung()).toMatchObject({
      bound: null,
      evidence: { acceptedUnedited: null },
      shadow: { wouldRunAlone: 1, agreed: null },
    });
  });

  it('raises nothing: five a day and person count, and only with the evidence open', async () => {
    for (const id of ids('flood', 40, plain)) await decideOn(await ask(id), Number(id.slice(5)) % 2 ? anna : mara);
    for (const id of ids('blind', 5, plain)) await decideOn(await ask(id), anna, { evidenceOpened: false });
    const standing = await rung();
    expect(standing).toMatchObject({
      stands: 'climbing',
      evidence: { decisions: 10, weeks: 0, uncounted: { unopened: 6, overDaily: 30 } },
      shadow: { wouldRunAlone: 46, agreed: 46 },
    });
    await expect(company.orchestration.ladder.promote(RUNG, vera)).rejects.toMatchObject({
      code: 'lacking',
      lacks: expect.arrayContaining(['10 of 50 decisions made with the evidence open']),
    });
    expect(await company.store.read('ladder/stage-progression/T3')).toEqual([]);
  });
});

describe('a proposal made wrong on purpose', () => {
  it('is shown to whoever may decide, and told at once when it is approved; nothing can carry it out', async () => {
    const [id] = ids('missed', 1, checked);
    const p = await ask(id!);
    const { decisions, checks, activities } = company.orchestration;
    const [shown] = await checks.shownInstead([p.actionId], anna);
    expect(shown).toMatchObject({ actionId: p.actionId, change: { set: { subStage: '5.1' } } });
    expect(shown!.digest).not.toBe(p.digest);
    expect(await checks.shownInstead([p.actionId], { personId: 'ben', roles: ['rep'] })).toEqual([]);

    const wrong = { actionId: p.actionId, decision: 'approve' as const, digest: shown!.digest, evidenceOpened: true };
    const told = await decisions.take(wrong, anna);
    expect(told.state).toBe('checked');
    expect(told.message).toMatch(/made wrong on purpose.*moved the deal to 5.1.*counts for the action and not for you/);
    expect(await rung()).toMatchObject({ evidence: { decisions: 0, knownBadCaught: 0, knownBadMissed: 0 } });
    expect(await company.log(p.actionId)).toEqual(['ApprovalRequested', 'KnownBadPlanted', 'KnownBadAnswered']);
    const noted = (await company.store.read(p.actionId)).at(-1)!;
    expect(noted).toMatchObject({ actor: 'orchestrator', data: { kind: 'wrong-stage', caught: false } });
    expect(JSON.stringify(noted)).not.toContain('anna');

    // Answered, it is shown no more, and its digest is worth nothing.
    expect(await checks.shownInstead([p.actionId], anna)).toEqual([]);
    await expect(decisions.take(wrong, anna)).rejects.toMatchObject({ code: 'digest-mismatch' });

    // Written into the log past the API: a decision for it is void, an approval for it ends.
    const forged = await decisions.record({ ...wrong, digest: p.digest, edited: shown!.change }, anna);
    expect(forged.digest).toBe(await knownBadDigest(company.database.pool, p.actionId));
    const verdict = await activities.authorize({ actionId: p.actionId, decisionId: forged.decisionId });
    await answered(forged.decisionId);
    expect(verdict).toMatchObject({ kind: 'void', message: expect.stringContaining('wrong on purpose') });
    const approved = { ...forged, by: 'anna' };
    await company.store.transact([p.actionId], (tx) =>
      tx.append(p.actionId, 'any', [gateEvent('ActionApproved', p.actionId, approved, company.clock.now())]),
    );
    const again = await activities.authorize({ actionId: p.actionId, decisionId: forged.decisionId });
    expect(again).toMatchObject({ kind: 'closed', state: 'withdrawn' });
    expect(await company.log(p.actionId)).not.toContain('PermitIssued');
  });

  it('is caught by a rejection or by an edit that sets it right, and the real one is decided after it', async () => {
    const [byNo, byEdit] = ids('caught', 2, checked);
    const first = await ask(byNo!);
    const no = await reject(first, (await check(first)).digest, anna);
    expect(no).toMatchObject({ state: 'checked', message: expect.stringMatching(/^Well seen/) });
    expect(await company.state(first.actionId)).toBe('open');
    expect(await decideOn(first, anna)).toMatchObject({ kind: 'permit', digest: first.digest });

    const second = await ask(byEdit!);
    const { digest } = await check(second);
    const edited = {
      actionId: second.actionId,
      decision: 'approve' as const,
      evidenceOpened: true,
      edited: second.change,
    };
    expect(await company.orchestration.decisions.take({ ...edited, digest }, mara)).toMatchObject({
      message: expect.stringMatching(/^Well seen/),
    });
    expect((await rung()).evidence).toMatchObject({ knownBadCaught: 2, knownBadMissed: 0 });
  });
});

describe('an action that has earned it', () => {
  it('is signed by operations and nobody else, and then runs alone', async () => {
    const days = ids('earn', 54, plain);
    for (const [n, id] of days.entries()) {
      if (n % 3 === 0) company.clock.advance(2 * DAY);
      await decideOn(await ask(id), n % 2 ? anna : mara);
    }
    for (const id of ids('read', 2, checked)) {
      const p = await ask(id);
      await reject(p, (await check(p)).digest, mara);
    }
    const { ladder } = company.orchestration;
    expect(await rung()).toMatchObject({ stands: 'ready', lacks: [], lift: { measured: false } });
    await expect(ladder.promote(RUNG, mara)).rejects.toMatchObject({ code: 'not-signer' });
    await expect(ladder.promote({ action: 'proposal-draft', tier: 'T3' }, vera)).rejects.toMatchObject({
      code: 'not-earnable',
    });
    await expect(ladder.promote({ ...RUNG, tier: 'T2' }, vera)).rejects.toMatchObject({ code: 'not-earnable' });
    expect(await ladder.promote(RUNG, vera)).toMatchObject({ stands: 'alone', signed: { by: 'vera' } });
    await expect(ladder.promote(RUNG, vera)).rejects.toMatchObject({ code: 'already-alone' });
    const [promoted] = await company.store.read('ladder/stage-progression/T3');
    expect(promoted).toMatchObject({ type: 'AutonomyPromoted', data: { by: 'vera', bar: 0.9 } });

    const [id] = ids('alone', 1, plain);
    await company.deal(id!, 'T3');
    const p = moveOf(id!);
    await company.propose(p);
    await company.turn();
    await company.until(p.actionId, 'executed');
    expect(await company.log(p.actionId)).toEqual(['PermitIssued']);
    expect(company.executed.filter((e) => e.actionId === p.actionId)).toMatchObject([{ claims: { by: 'policy' } }]);

    const [stricter] = ids('stricter', 1, plain);
    await company.deal(stricter!, 'T1');
    const strict = moveOf(stricter!);
    await company.propose(strict);
    await company.turn();
    expect(await company.state(strict.actionId)).toBe('queued');
  });

  it('leaves a tenth alone, and says what that is for', async () => {
    const [id] = ids('held', 1, heldOut);
    await company.deal(id!, 'T3');
    const p = moveOf(id!);
    await company.propose(p);
    await company.turn();
    expect(await company.state(p.actionId)).toBe('withdrawn');
    expect(await company.log(p.actionId)).toEqual(['ActionHeldOut', 'ActionWithdrawn']);
    expect(company.executed.filter((e) => e.actionId === p.actionId)).toEqual([]);
  });

  it('says its lift once enough deals of both kinds have run out their time', async () => {
    const won = (id: string) =>
      company.event('OpportunityWon', `opportunity/${id}`, {
        recordType: 'opportunity',
        recordId: id,
        recordVersion: 9,
        set: {},
        by: 'anna',
      });
    const { pool } = company.database;
    const put = (id: string, kind: 'alone' | 'held-out') =>
      pool.query(
        `insert into orchestrator.ladder_case (action_id, action, effect, tier, subject, opportunity_id, kind, at, executed_at)
         values ($1, 'stage-progression', 'stage', 'T3', 'opportunity/' || $2::text, $2::text, $3::text, $4::timestamptz,
           case when $3::text = 'alone' then $4::timestamptz end)`,
        [actionIdOf(id), id, kind, company.clock.now()],
      );
    for (let i = 0; i < 70; i++) await put(`lift-a${i}`, 'alone');
    for (let i = 0; i < 80; i++) await put(`lift-h${i}`, 'held-out');
    const wins = [
      ...Array.from({ length: 56 }, (_, i) => `lift-a${i}`),
      ...Array.from({ length: 48 }, (_, i) => `lift-h${i}`),
    ];
    await company.deliver(...wins.map(won));
    expect((await rung()).lift).toMatchObject({
      measured: false,
      why: expect.stringContaining('0 of 20 deals acted on'),
    });
    company.clock.advance(91 * DAY);
    const { lift } = await rung();
    if (!lift?.measured) throw new Error('measured');
    expect(lift.acted.hits).toBe(56);
    expect(lift.leftAlone).toEqual({ hits: 48, n: 81 });
    expect(lift.lower).toBeGreaterThan(0);
    expect(lift.lower).toBeLessThan(lift.difference);
    await pool.query(`delete from orchestrator.ladder_case where action_id like '%lift-%'`);
  });

  it('is taken down at once when too much of it was undone; permits given before are void', async () => {
    const { ladder } = company.orchestration;
    const [id, next] = ids('undone', 2, plain);
    await company.deal(id!, 'T3');
    const p = moveOf(id!);
    await company.propose(p);
    await company.turn();
    await company.until(p.actionId, 'executed');
    const permit = company.executed.find((e) => e.actionId === p.actionId)!.claims;
    const key = `execution-${p.actionId}`;
    await company.deliver(
      company.event('ActionExecuted', key, { actionId: p.actionId, writes: [], undoable: true, note: null }),
    );
    expect(await ladder.turn()).toBe(0);
    await company.deliver(company.event('ActionUndone', key, { actionId: p.actionId, by: 'anna', reason: 'wrong' }));
    expect(await ladder.turn()).toBe(1);
    expect(await ladder.turn()).toBe(0);
    expect(await rung()).toMatchObject({
      stands: 'resting',
      signed: null,
      demoted: { by: 'policy', cause: 'undone', reason: expect.stringMatching(/1 of 1 that ran alone were undone/) },
      evidence: { decisions: 0 },
    });
    const { epoch, stoppedBy } = await killState(company.database.pool, {
      ...{ agent: 'qualification', action: 'stage-progression', accountId: null },
    });
    expect(epoch).toBeGreaterThan(permit['killEpoch'] as number);
    expect(stoppedBy).toBeNull();

    await company.deal(next!, 'T3');
    const asked = moveOf(next!);
    await company.propose(asked);
    await company.turn();
    expect(await company.state(asked.actionId)).toBe('queued');
    await expect(ladder.promote(RUNG, vera)).rejects.toMatchObject({
      code: 'lacking',
      lacks: expect.arrayContaining([expect.stringMatching(/^rests until/)]),
    });
  });

  it('is set back by a report as well where it was still climbing', async () => {
    const { ladder } = company.orchestration;
    await decideOn(await ask(ids('again', 1, plain)[0]!), anna);
    expect((await rung()).evidence?.decisions).toBe(1);
    const agent = { sub: 'lead-gen', personId: null, roles: ['service'] };
    const down = await ladder.demote(RUNG, 'wrong-person', 'a message reached somebody who had left', agent);
    expect(down).toMatchObject({ stands: 'resting', evidence: { decisions: 0 }, demoted: { by: 'lead-gen' } });
    const events = await company.store.read('ladder/stage-progression/T3');
    expect(events.map((e) => e.type)).toEqual(['AutonomyPromoted', 'AutonomyDemoted', 'AutonomyDemoted']);
    expect(events.at(-1)?.data).toMatchObject({ ranAlone: false, cause: 'wrong-person' });
    await expect(ladder.demote({ action: 'forecast', tier: 'T1' }, 'operations', 'r', vera)).rejects.toMatchObject({
      code: 'not-earnable',
    });
  });
});

describe('an action in shadow', () => {
  const standing = async (tier: 'T2' | 'T3') => {
    const [view] = await company.orchestration.ladder.standings({ action: RUNG.action, tier });
    return view!;
  };
  const set = (on: boolean, tier: 'T2' | 'T3' | null = 'T3') =>
    company.orchestration.ladder.shadow({ action: RUNG.action, tier, on, reason: 'a new section' }, vera);

  it('prepares on its tier, and nobody is asked; what was open ends, and a permit from before is void', async () => {
    const [before, other, during] = ids('shadow', 3, plain);
    const open = await ask(before!);
    const { epoch } = await killState(company.database.pool, { agent: 'qualification', ...RUNG, accountId: null });
    expect(await set(true)).toMatchObject([{ tier: 'T3', inShadow: { by: 'vera', reason: 'a new section' } }]);
    const after = await killState(company.database.pool, { agent: 'qualification', ...RUNG, accountId: null });
    expect([after.epoch > epoch, after.stoppedBy]).toEqual([true, null]);
    await company.orchestration.activities.recheck({ actionId: open.actionId });
    expect(await company.state(open.actionId)).toBe('prepared');

    await company.deal(during!, 'T3');
    const shadowed = moveOf(during!);
    await company.deal(other!, 'T2');
    const elsewhere = { ...moveOf(other!), tier: 'T2' as const };
    await company.propose(shadowed, elsewhere);
    await company.turn();
    expect(await company.state(shadowed.actionId)).toBe('prepared');
    expect(await company.state(elsewhere.actionId)).toBe('queued');
    expect((await standing('T2')).inShadow).toBeNull();
  });

  it('is set once, on all tiers where none is named, and ends as it began: with a name and a reason', async () => {
    const log = async () =>
      (await company.store.read('ladder/stage-progression/T3')).filter((e) => e.type === 'ShadowSet');
    const { length } = await log();
    await set(true);
    expect(await log()).toHaveLength(length);
    await set(true, null);
    expect([(await standing('T2')).inShadow, (await standing('T3')).inShadow]).toEqual([
      expect.objectContaining({ by: 'vera' }),
      expect.objectContaining({ by: 'vera' }),
    ]);
    await set(false, null);
    expect([(await standing('T2')).inShadow, (await standing('T3')).inShadow]).toEqual([null, null]);
    expect((await log()).at(-1)).toMatchObject({
      actor: 'vera',
      data: { on: false, by: 'vera', reason: 'a new section' },
    });
    const [id] = ids('light', 1, plain);
    await company.deal(id!, 'T3');
    const p = moveOf(id!);
    await company.propose(p);
    await company.turn();
    expect(await company.state(p.actionId)).toBe('queued');
  });
});
