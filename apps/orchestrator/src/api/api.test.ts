import 'reflect-metadata';
import { Module } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AuthModule } from '@salesagent/auth';
import { testIssuer, type TestIssuer, type TokenClaims } from '@salesagent/auth/testing';
import type { Proposal } from '@salesagent/canon/events';
import { AuditVerifier, type AuditLine } from '@salesagent/audit';
import { EventStore } from '@salesagent/event-store';
import { everythingVisible } from '@salesagent/event-store/testing';
import { bootstrap, loadConfig } from '@salesagent/platform';
import { ACompany } from '../../testing/a-company';
import { AuditController } from '../audit/audit.controller';
import { AuditKeeper } from '../audit/audit-keeper';
import { Trails } from '../audit/trails';
import { Decisions } from '../gate/decisions';
import { Tierings } from '../gate/tierings';
import { DecisionsController } from './decisions.controller';
import { GateController } from './gate.controller';
import { Checks } from '../ladder/checks';
import { Ladder } from '../ladder/ladder';
import { LadderController } from './ladder.controller';
import { PolicyController } from './policy.controller';
import { Absences } from '../gate/absences';
import { Policies } from '../gate/policies';
import { AbsencesController } from './absences.controller';

jest.setTimeout(120_000);

const ANNA: TokenClaims = { sub: 'anna', roles: ['rep'], personId: 'anna' };
const BEN: TokenClaims = { sub: 'ben', roles: ['rep'], personId: 'ben' };
const VERA: TokenClaims = { sub: 'vera', roles: ['operations_vp'], personId: null };
const SERVICE: TokenClaims = { sub: 'qualification', roles: ['service'], personId: null };

let company: ACompany;
let issuer: TestIssuer;
let stranger: TestIssuer;
let keeper: AuditKeeper;
let app: NestExpressApplication;
let url: string;

beforeAll(async () => {
  [company, issuer, stranger] = await Promise.all([ACompany.start(), testIssuer(), testIssuer()]);
  const { decisions, tierings, policies, absences, ladder, checks } = company.orchestration;
  keeper = new AuditKeeper({
    ...{ store: company.store, clock: company.clock, company: 'test', privateKeyFile: null },
    ...{ headsFile: 'no-heads.jsonl', trails: new Trails(['orchestrator']) },
  });
  @Module({
    imports: [AuthModule.forService({})],
    controllers: [
      DecisionsController,
      GateController,
      PolicyController,
      AbsencesController,
      LadderController,
      AuditController,
    ],
    providers: [
      { provide: EventStore, useValue: company.store },
      { provide: Decisions, useValue: decisions },
      { provide: Tierings, useValue: tierings },
      { provide: Policies, useValue: policies },
      { provide: Absences, useValue: absences },
      { provide: Ladder, useValue: ladder },
      { provide: Checks, useValue: checks },
      { provide: AuditKeeper, useValue: keeper },
    ],
  })
  class ApiModule {}
  const { connectionString } = company.database;
  const config = loadConfig({
    DATABASE_URL: connectionString,
    PORT: '0',
    LOG_LEVEL: 'silent',
    ...issuer.environment,
  });
  app = await bootstrap(ApiModule, { service: 'orchestrator', config });
  url = await app.getUrl();
}, 240_000);
afterAll(async () => {
  await app?.close();
  await Promise.all([company?.stop(), issuer?.close(), stranger?.close()]);
});

async function call(who: TokenClaims | string | null, method: string, path: string, body?: object) {
  const token = typeof who === 'string' || who === null ? who : await issuer.token(who);
  const response = await fetch(url + path, {
    method,
    headers: { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const approval = (p: Proposal) => ({
  actionId: p.actionId,
  decision: 'approve',
  digest: p.digest,
  evidenceOpened: true,
});
const executions = (p: Proposal) => company.executed.filter((e) => e.actionId === p.actionId);

describe('deciding over the API', () => {
  it('takes no approval from anybody but the approver, and none without a good token', async () => {
    await company.deal('h1', 'T2');
    const p = company.proposal({ opportunity: 'h1' });
    await company.admit(p);
    const forged = await stranger.token({ ...ANNA, issuer: issuer.issuer });
    const refused: [string, TokenClaims | string | null, number][] = [
      ['nobody', null, 401],
      ['a token another issuer signed', forged, 401],
      ['a token that has ended', { ...ANNA, expiresIn: -60 }, 401],
      ['another rep', BEN, 403],
      ['the token of a service', SERVICE, 403],
      ['the token of a service that names a person', { ...SERVICE, personId: 'anna' }, 403],
      ['an admin', { sub: 'root', roles: ['admin'], personId: null }, 403],
      ['an auditor who owns the deal', { sub: 'anna', roles: ['auditor'], personId: 'anna' }, 403],
      ['somebody without a role', { sub: 'anna', roles: [], personId: 'anna' }, 403],
    ];
    for (const [who, claims, status] of refused)
      expect([who, (await call(claims, 'POST', '/decisions', approval(p))).status]).toEqual([who, status]);
    expect(await company.state(p.actionId)).toBe('open');

    const edited = { ...p.change, opportunityId: 'another' };
    expect((await call(ANNA, 'POST', '/decisions', { ...approval(p), edited })).status).toBe(400);
    expect((await call(ANNA, 'POST', '/decisions', { ...approval(p), digest: 'another' })).status).toBe(409);
    expect((await call(ANNA, 'POST', '/decisions', { ...approval(p), by: 'mara' })).status).toBe(400);
    expect(executions(p)).toHaveLength(0);

    const first = await call(ANNA, 'POST', '/decisions', approval(p));
    expect(first).toMatchObject({ status: 200, body: { state: 'approved' } });
    await company.until(p.actionId, 'executed');
    expect(await call(ANNA, 'POST', '/decisions', approval(p))).toEqual(first);
    const changed = { ...approval(p), edited: { ...p.change, title: 'After the approval' } };
    expect((await call(ANNA, 'POST', '/decisions', changed)).status).toBe(409);
    expect(executions(p)).toHaveLength(1);
  });

  it('hands a document up whose price the approver has changed, and takes other words', async () => {
    await company.deal('h4', 'T2');
    const p = company.draft('h4', 'T2');
    await company.admit(p);
    const edited = (text: string) => ({ ...p.change, content: { title: 'Proposal', blocks: [{ text }] } });
    const priced = await call(ANNA, 'POST', '/decisions', { ...approval(p), edited: edited('250,000 a year') });
    expect(priced).toMatchObject({ status: 403, body: { message: expect.stringContaining('as it is edited') } });
    expect(executions(p)).toHaveLength(0);
    const worded = await call(ANNA, 'POST', '/decisions', { ...approval(p), edited: edited('in kinder words') });
    expect(worded).toMatchObject({ status: 200, body: { state: 'approved' } });
    await company.until(p.actionId, 'executed');
  });

  it('knows no proposal that nobody made', async () => {
    const body = {
      actionId: 'stalled-deal-alert:opportunity/x:1',
      decision: 'approve',
      digest: 'd',
      evidenceOpened: true,
    };
    expect((await call(VERA, 'POST', '/decisions', body)).status).toBe(404);
  });
});

describe('a proposal that is not what it claims to be', () => {
  let forged = 0;
  const fields = (id: string, set: object) =>
    ({ kind: 'fields', record: { type: 'opportunity', id }, expect: {}, set }) as Proposal['change'];

  it.each<[string, (id: string) => Proposal]>([
    ['a task that calls itself insight', (id) => company.proposal({ opportunity: id, effect: 'insight' })],
    [
      'an amount that calls itself insight',
      (id) =>
        company.proposal({
          opportunity: id,
          action: 'deal-scoring',
          effect: 'insight',
          change: fields(id, { amount: 1 }),
        }),
    ],
    [
      'a batch of insight over a field of people',
      () =>
        company.proposal({
          opportunity: 'batch',
          action: 'deal-scoring',
          subject: 'company',
          effect: 'insight',
          change: { kind: 'fields-batch', type: 'account', fields: ['tier'], rows: [{ id: 'a', set: { tier: 'T3' } }] },
        }),
    ],
    [
      'an amount that calls itself a task',
      (id) => company.proposal({ opportunity: id, change: fields(id, { amount: 1 }) }),
    ],
    ['an action of another agent', (id) => company.proposal({ opportunity: id, agent: 'deal' })],
    ['a digest of something else', (id) => ({ ...company.proposal({ opportunity: id }), digest: 'f'.repeat(64) })],
  ])('is withdrawn before anybody is asked: %s', async (_, make) => {
    const id = `f${++forged}`;
    await company.deal(id, 'T3');
    const p = make(id);
    await company.propose(p);
    await company.orchestration.gate.turn();
    expect(await company.state(p.actionId)).toBe('withdrawn');
    expect(await company.log(p.actionId)).toEqual(['ActionWithdrawn']);
    expect((await call(VERA, 'POST', '/decisions', approval(p))).status).toBe(409);
    expect(executions(p)).toHaveLength(0);
  });

  it('gains nothing by naming an account of a lower tier', async () => {
    await company.deal('low', 'T3');
    await company.deal('high', 'T1');
    const p = { ...company.draft('high', 'T3'), accountId: 'acc-low' };
    await company.propose(p);
    await company.orchestration.gate.turn();
    company.clock.advance(6_000);
    await company.orchestration.gate.turn();
    expect(await company.state(p.actionId)).toBe('prepared');
  });
});

describe('several of one kind', () => {
  const together = (who: TokenClaims, ...proposals: Proposal[]) =>
    call(who, 'POST', '/decisions/bulk', { items: proposals.map(({ actionId, digest }) => ({ actionId, digest })) });

  async function tasks(...ids: string[]): Promise<Proposal[]> {
    const made: Proposal[] = [];
    for (const id of ids) {
      await company.deal(id, 'T2');
      made.push(company.proposal({ opportunity: id }));
    }
    await company.admit(...made);
    return made;
  }

  it('are approved at one stroke, each by a decision of its own that earns no autonomy', async () => {
    const [one, two] = (await tasks('m1', 'm2')) as [Proposal, Proposal];
    const { status, body } = await together(ANNA, one, two);
    expect(status).toBe(200);
    expect(body['answers']).toMatchObject([
      { actionId: one.actionId, digest: one.digest, state: 'approved' },
      { actionId: two.actionId, digest: two.digest, state: 'approved' },
    ]);
    for (const p of [one, two]) {
      await company.until(p.actionId, 'executed');
      const approved = (await company.store.read(p.actionId)).find((e) => e.type === 'ActionApproved');
      expect(approved?.data).toMatchObject({ by: 'anna', digest: p.digest, evidenceOpened: false });
      expect(executions(p)).toHaveLength(1);
    }
  });

  it('are each refused by themselves, with the reason', async () => {
    const [good, stale] = (await tasks('m3', 'm4')) as [Proposal, Proposal];
    const { body } = await together(ANNA, good, { ...stale, digest: 'another' });
    expect(body['answers']).toMatchObject([
      { actionId: good.actionId, state: 'approved' },
      { actionId: stale.actionId, code: 'digest-mismatch', message: expect.stringContaining('has changed') },
    ]);
    expect((await together(BEN, stale)).body['answers']).toMatchObject([{ code: 'not-approver' }]);
    expect(executions(stale)).toHaveLength(0);
  });

  it('leave out what is shown wrong on purpose: by its title it is neither approved nor caught nor missed', async () => {
    const [plain, other, wrong] = (await tasks('m7', 'm8', 'm9')) as [Proposal, Proposal, Proposal];
    const { actionId, change } = wrong;
    await company.database.pool.query(
      `insert into orchestrator.known_bad (action_id, action, tier, kind, says, change, digest, planted_at)
       values ($1, $2, 'T2', 'unsupported-claim', 'it claimed too much', $3, 'the digest of the wrong one', now())`,
      [actionId, wrong.action, JSON.stringify(change)],
    );
    for (const digest of ['the digest of the wrong one', wrong.digest]) {
      const { body } = await together(ANNA, { ...wrong, digest });
      expect(body['answers']).toMatchObject([{ actionId, code: 'bad-request', message: 'Look at this one by itself' }]);
    }
    const { body } = await together(ANNA, plain, { ...wrong, digest: 'the digest of the wrong one' }, other);
    expect(body['answers']).toMatchObject([
      { actionId: plain.actionId, state: 'approved' },
      { actionId, code: 'bad-request' },
      { actionId: other.actionId, state: 'approved' },
    ]);
    expect(await company.state(actionId)).toBe('open');
    expect(await company.log(actionId)).not.toContain('KnownBadAnswered');
    expect(executions(wrong)).toHaveLength(0);
    // By itself it is answered, and then the right one with the others.
    const rejected = { actionId, decision: 'reject', digest: 'the digest of the wrong one', reason: 'no such promise' };
    expect((await call(ANNA, 'POST', '/decisions', { ...rejected, evidenceOpened: true })).body).toMatchObject({
      state: 'checked',
    });
    expect((await together(ANNA, wrong)).body['answers']).toMatchObject([{ actionId, state: 'approved' }]);
  });

  it('are all refused where they are of different kinds or not of low risk', async () => {
    const [task] = (await tasks('m5')) as [Proposal];
    await company.deal('m6', 'T3');
    const terms = company.draft('m6', 'T3');
    await company.admit(terms);
    expect(await together(ANNA, task, terms)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('different kinds') },
    });
    expect(await together(ANNA, terms)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('decided one by one') },
    });
    expect((await together(SERVICE, task)).status).toBe(403);
    expect((await together(ANNA, { ...task, actionId: 'nothing' })).status).toBe(404);
    expect(await company.state(task.actionId)).toBe('open');
  });
});

describe('being away', () => {
  const until = '2199-01-02';
  const away = (who: TokenClaims | null, personId: string) =>
    call(who, 'POST', '/absences', { personId, from: '2199-01-01', until, delegateId: 'mara' });

  it('is set and ended by the person, their manager or operations, and seen by everybody', async () => {
    await company.deal('away', 'T2');
    expect((await away(null, 'anna')).status).toBe(401);
    expect(await away(BEN, 'anna')).toMatchObject({ status: 403, body: { code: 'not-yours' } });
    expect((await away(SERVICE, 'anna')).status).toBe(403);
    expect(await away(VERA, 'nobody')).toMatchObject({ status: 400, body: { code: 'bad-absence' } });
    expect(await away(ANNA, 'anna')).toMatchObject({ status: 200, body: { until, by: 'anna', state: 'planned' } });
    expect((await call(BEN, 'GET', '/absences')).body).toMatchObject({ absences: [{ personId: 'anna', until }] });
    expect((await call(VERA, 'POST', '/absences/end', { personId: 'anna' })).status).toBe(200);
    expect(await call(VERA, 'POST', '/absences/end', { personId: 'anna' })).toMatchObject({ status: 404 });
    expect((await call(BEN, 'GET', '/absences')).body).toMatchObject({ absences: [] });
  });
});

describe('the audit chain', () => {
  it('has the whole of a decision, and is for those who may see everything', async () => {
    await company.deal('audited', 'T2');
    const p = company.proposal({ opportunity: 'audited' });
    await company.admit(p);
    await call(ANNA, 'POST', '/decisions', approval(p));
    await company.until(p.actionId, 'executed');
    await everythingVisible(company.database.pool);
    await keeper.settle();

    const AUDITOR: TokenClaims = { sub: 'otto', roles: ['auditor'], personId: null };
    const response = await fetch(`${url}/audit/export`, {
      headers: { authorization: `Bearer ${await issuer.token(AUDITOR)}` },
    });
    const lines = (await response.text()).trimEnd().split('\n');
    const verifier = new AuditVerifier();
    for (const line of lines) verifier.line(line);
    expect(verifier.end()).toMatchObject({ company: 'test', problems: [{ code: 'no-heads' }] });
    const types = lines.flatMap((line) => {
      const parsed = JSON.parse(line) as AuditLine;
      return parsed.kind === 'link' && JSON.stringify(parsed.event).includes(p.actionId) ? [parsed.link.type] : [];
    });
    expect(types).toEqual(['ApprovalRequested', 'DecisionRecorded', 'ActionApproved', 'PermitIssued']);

    for (const who of [ANNA, SERVICE]) expect((await call(who, 'GET', '/audit/export')).status).toBe(403);
    const reason = { reason: 'a backup was restored' };
    expect((await call(AUDITOR, 'POST', '/audit/continue', reason)).status).toBe(403);
    expect(await call(VERA, 'POST', '/audit/continue', reason)).toMatchObject({
      status: 409,
      body: { code: 'not-broken' },
    });
    expect((await call(VERA, 'POST', '/audit/continue', { reason: ' ' })).status).toBe(400);
  });
});

describe('what else the API lets people do', () => {
  it('lets only operations stop and sign, and nobody but the owner ask about a deal', async () => {
    await company.deal('h3', 'T2');
    const stop = { scope: 'account/acc-h3', stopped: true, reason: 'a test' };
    expect((await call(ANNA, 'POST', '/kill-switch', stop)).status).toBe(403);
    expect((await call(VERA, 'POST', '/kill-switch', { ...stop, scope: 'everything' })).status).toBe(400);
    for (const scope of ['account/nobody', 'agent/nobody', 'action/nothing'])
      expect((await call(VERA, 'POST', '/kill-switch', { ...stop, scope })).status).toBe(404);
    expect((await call(VERA, 'POST', '/kill-switch', stop)).status).toBe(200);
    expect((await call(BEN, 'GET', '/kill-switch')).body).toMatchObject({
      scopes: [{ ...stop, epoch: 1, by: 'vera' }],
    });
    expect((await call(ANNA, 'POST', '/tiering/sign', { digest: 'd' })).status).toBe(403);
    expect((await call(VERA, 'POST', '/tiering/sign', { digest: 'd' })).status).toBe(409);
    const ask = { action: 'deal-risk', subject: 'opportunity/h3' };
    expect((await call(ANNA, 'POST', '/requests', ask)).status).toBe(202);
    expect((await call(BEN, 'POST', '/requests', ask)).status).toBe(403);
    expect((await call(SERVICE, 'POST', '/requests', ask)).status).toBe(403);
    expect((await call(BEN, 'GET', '/policy/explain?action=deal-risk&record=opportunity/h3')).status).toBe(403);
  });

  it('lets only operations or an admin propose and sign a policy, and never one person alone', async () => {
    const admin: TokenClaims = { sub: 'root', roles: ['admin'], personId: null };
    const policy = { file: 'policy.yaml', text: 'docket: { decisionsPerRep: 4 }' };
    const body = { policy, reason: 'a smaller inbox' };
    for (const who of [ANNA, SERVICE, { ...ANNA, roles: ['manager' as const] }]) {
      expect((await call(who, 'POST', '/policy/proposals', body)).status).toBe(403);
      expect((await call(who, 'POST', '/policy/diff', { policy })).status).toBe(403);
    }
    expect((await call(VERA, 'POST', '/policy/proposals', { ...body, reason: ' ' })).status).toBe(400);
    const bad = { ...body, policy: { ...policy, text: 'docket: { decisionsPerRep: 9 }' } };
    expect(await call(VERA, 'POST', '/policy/proposals', bad)).toMatchObject({
      status: 400,
      body: { code: 'bad-policy', message: expect.stringContaining('policy.yaml:1:11: docket.decisionsPerRep is 9') },
    });
    const { status, body: proposed } = await call(VERA, 'POST', '/policy/proposals', body);
    expect([status, proposed['by']]).toEqual([201, 'vera']);
    const version = proposed['version'] as string;
    expect((await call(ANNA, 'POST', '/policy/sign', { version })).status).toBe(403);
    expect(await call(VERA, 'POST', '/policy/sign', { version })).toMatchObject({
      ...{ status: 403, body: { code: 'same-person' } },
    });
    expect((await call(admin, 'POST', '/policy/sign', { version: 'another' })).status).toBe(404);
    expect(await call(admin, 'POST', '/policy/sign', { version })).toMatchObject({ status: 200, body: { version } });
    expect((await call(ANNA, 'GET', '/policy')).body).toMatchObject({ version, origin: 'published', proposals: [] });
  });

  it('lets only those who may sign a policy reject it, and only with a reason', async () => {
    const admin: TokenClaims = { sub: 'root', roles: ['admin'], personId: null };
    const policy = { file: 'policy.yaml', text: 'docket: { decisionsPerRep: 3 }' };
    const { body: proposed } = await call(VERA, 'POST', '/policy/proposals', { policy, reason: 'smaller still' });
    const version = proposed['version'] as string;
    const no = { version, reason: '  Three are too few.  ' };
    const auditor: TokenClaims = { sub: 'aud', roles: ['auditor'], personId: null };
    for (const who of [ANNA, SERVICE, auditor, { ...ANNA, roles: ['manager' as const] }])
      expect((await call(who, 'POST', '/policy/reject', no)).status).toBe(403);
    for (const reason of [undefined, ' ', 'x'.repeat(501)])
      expect((await call(admin, 'POST', '/policy/reject', { version, reason })).status).toBe(400);
    expect((await call(admin, 'POST', '/policy/reject', { ...no, version: 'another' })).status).toBe(404);
    const rejection = { by: 'root', reason: 'Three are too few.', withdrawn: false };
    expect(await call(admin, 'POST', '/policy/reject', no)).toMatchObject({ status: 200, body: { rejection } });
    expect((await call(ANNA, 'GET', '/policy')).body).toMatchObject({
      ...{ proposals: [], rejected: [{ version, by: 'vera', rejection }] },
    });
    expect(await call(admin, 'POST', '/policy/sign', { version })).toMatchObject({
      ...{ status: 409, body: { code: 'rejected', message: expect.stringContaining('“Three are too few.”') } },
    });
  });

  it('keeps who asked an agent for a proposal', async () => {
    await company.deal('wanted', 'T2');
    const ask = { action: 'stalled-deal-alert', subject: 'opportunity/wanted' };
    expect((await call(ANNA, 'POST', '/requests', ask)).status).toBe(202);
    const p = company.proposal({ opportunity: 'wanted' });
    await company.propose(p);
    await company.turn();
    await company.until(p.actionId, 'open');
    const items = (await call(ANNA, 'GET', '/docket')).body['items'] as { actionId: string }[];
    expect(items.find((i) => i.actionId === p.actionId)).toMatchObject({ requestedBy: 'anna', firstBy: null });
  });

  it('lets an assistant ask once a day for the same, and no more often than its person is given decisions', async () => {
    const asked = async () => {
      const { rows } = await company.database.pool.query<{ n: number }>(
        `select count(*)::int as n from orchestrator.event where type = 'ActionRequested' and stream like '%/asked-%'`,
      );
      return rows[0]!.n;
    };
    for (const n of [0, 1, 2, 3, 4, 5]) await company.deal(`asked-${n}`, 'T2');
    const ask = (n: number, who = ANNA) =>
      call(who, 'POST', '/requests', { action: 'deal-risk', subject: `opportunity/asked-${n}`, via: 'assistant' });
    const [first, again] = [await ask(0), await ask(0)];
    expect(first).toMatchObject({ status: 202, body: { repeated: false, leftToday: expect.any(Number) } });
    const left = first.body['leftToday'] as number; // of what the policy in force gives her in a day
    expect(left).toBeGreaterThan(1);
    expect(again).toMatchObject({ status: 202, body: { ...first.body, repeated: true } });
    expect(await asked()).toBe(1);
    // At the same moment, too: one more than are left is one too many, and it is told so.
    const more = Array.from({ length: left + 1 }, (_, n) => n + 1);
    const statuses = await Promise.all(more.map(async (n) => (await ask(n)).status));
    expect(statuses.sort()).toEqual([...Array<number>(left).fill(202), 429]);
    expect(await asked()).toBe(1 + left);
    expect((await ask(0)).body).toMatchObject({ repeated: true, leftToday: 0 });
    expect((await ask(1, BEN)).status).toBe(403);
    // The person may, and so may another person's assistant.
    expect(
      (await call(ANNA, 'POST', '/requests', { action: 'deal-risk', subject: 'opportunity/asked-5' })).status,
    ).toBe(202);
    expect(await ask(5, VERA)).toMatchObject({ status: 202, body: { leftToday: 9 } });
  });

  it('shows a rep their own docket, and of the tiering the numbers without the accounts of others', async () => {
    const mine = (await call(ANNA, 'GET', '/docket')).body['items'] as { ownerId: string }[];
    expect(mine.length).toBeGreaterThan(0);
    expect((await call(BEN, 'GET', '/docket')).body).toMatchObject({ items: [], counts: {} });
    expect((await call(VERA, 'GET', '/tiering')).body['list']).not.toEqual([]);
    expect((await call(BEN, 'GET', '/tiering')).body).toMatchObject({ list: [], sample: [] });
  });
});

describe('the ladder', () => {
  const rung = { action: 'stage-progression', tier: 'T3' };

  it('is everybody’s to read, in numbers of actions and no person’s', async () => {
    const { status, body } = await call(ANNA, 'GET', '/ladder');
    expect(status).toBe(200);
    const rungs = body['rungs'] as Record<string, unknown>[];
    expect(rungs.find((r) => r['action'] === 'stage-progression' && r['tier'] === 'T3')).toMatchObject({
      ...{ effect: 'stage', ceiling: 'M', stands: 'climbing', bar: 0.9, lift: { measured: false } },
      lacks: expect.arrayContaining([
        '0 of 50 decisions made with the evidence open',
        '0 of 3 known-bad proposals caught',
      ]),
    });
    expect(rungs.find((r) => r['action'] === 'stalled-deal-alert')).toMatchObject({
      stands: 'owner-accepts',
      bar: null,
    });
  });

  it('is signed by operations only, and refused with everything that lacks', async () => {
    expect((await call(ANNA, 'POST', '/ladder/promote', rung)).status).toBe(403);
    expect((await call(SERVICE, 'POST', '/ladder/promote', rung)).status).toBe(403);
    const refused = await call(VERA, 'POST', '/ladder/promote', rung);
    expect(refused).toMatchObject({ status: 409, body: { code: 'lacking' } });
    expect(refused.body['message']).toMatch(/0 of 50 decisions .*; 0 of 2 approvers; /);
    const unknown = await call(VERA, 'POST', '/ladder/promote', { ...rung, action: 'no-such' });
    expect(unknown.status).toBe(400);
  });

  it('is taken down by operations or by a service that noticed, never by a rep', async () => {
    const report = { ...rung, cause: 'unsubscribed', reason: 'somebody had unsubscribed' };
    expect((await call(ANNA, 'POST', '/ladder/demote', report)).status).toBe(403);
    const down = await call(SERVICE, 'POST', '/ladder/demote', report);
    expect(down).toMatchObject({ status: 200, body: { stands: 'resting', demoted: { cause: 'unsubscribed' } } });
  });
});
