import 'reflect-metadata';
import { Module } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AuthModule } from '@salesagent/auth';
import { testIssuer, type TestIssuer, type TokenClaims } from '@salesagent/auth/testing';
import type { Proposal } from '@salesagent/canon/events';
import type { Change } from '@salesagent/canon/sales';
import { keepFormBytes, type SlackReply } from '@salesagent/channels';
import { signedBySlack, slackClick, slackCommand, slackDialogAnswer } from '@salesagent/channels/testing';
import { bootstrap, loadConfig } from '@salesagent/platform';
import { ACompany } from '../../testing/a-company';
import type { RecordedDecision } from '../gate/recorded-decisions';
import { isCheck } from '@salesagent/governance';
import { Checks } from '../ladder/checks';
import { ChannelLinks } from './channel-links';
import { ChannelsController } from './channels.controller';
import { SlackController } from './slack.controller';
import { SlackDesk } from './slack-desk';

jest.setTimeout(120_000);

const SECRET = 'a signing secret of Slack';
const ANNA: TokenClaims = { sub: 'anna', roles: ['rep'], personId: 'anna' };
const BEN: TokenClaims = { sub: 'ben', roles: ['rep'], personId: 'ben' };
const MARA: TokenClaims = { sub: 'mara', roles: ['manager'], personId: 'mara' };
const VERA: TokenClaims = { sub: 'vera', roles: ['operations_vp'], personId: null };
const SERVICE: TokenClaims = { sub: 'gateway', roles: ['service'], personId: null };
const ANNAS = { team: 'T1', user: 'UANNA', channel: 'DANNA' };
const MARAS = { team: 'T1', user: 'UMARA', channel: 'DMARA' };
const BENS = { team: 'T1', user: 'UBEN', channel: 'DBEN' };

let company: ACompany;
let issuer: TestIssuer;
let links: ChannelLinks;
let app: NestExpressApplication;
let url: string;

beforeAll(async () => {
  [company, issuer] = await Promise.all([ACompany.start(), testIssuer()]);
  links = new ChannelLinks(company.store, company.clock);
  await company.deliver(company.record('PersonRegistered', 'person', 'ben', { role: 'rep', active: true }));
  @Module({
    imports: [AuthModule.forService({})],
    controllers: [SlackController, ChannelsController],
    providers: [
      { provide: ChannelLinks, useValue: links },
      { provide: Checks, useValue: company.orchestration.checks },
      { provide: SlackDesk, useValue: new SlackDesk(company.orchestration.decisions, links) },
    ],
  })
  class ApiModule {}
  const config = loadConfig({
    ...{ DATABASE_URL: company.database.connectionString, PORT: '0', LOG_LEVEL: 'silent' },
    ...{ SLACK_SIGNING_SECRET: SECRET, ...issuer.environment },
  });
  app = await bootstrap(ApiModule, { service: 'orchestrator', config, prepare: keepFormBytes });
  url = await app.getUrl();
}, 240_000);
afterAll(async () => {
  await app?.close();
  await Promise.all([company?.stop(), issuer?.close()]);
});

const now = () => new Date();
const send = async (body: string, signed = signedBySlack(body, SECRET, now())) => {
  const response = await fetch(`${url}/slack`, { method: 'POST', headers: signed.headers, body: signed.body });
  return { status: response.status, body: (await response.json()) as SlackReply };
};
const call = async (who: TokenClaims, method: string, path: string, body?: object) => {
  const response = await fetch(url + path, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await issuer.token(who)}` },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const link = async (who: TokenClaims, account: typeof ANNAS) => {
  const { body } = await call(who, 'POST', '/channels/slack/code');
  return send(slackCommand(account, `link ${String(body['code'])}`));
};
const click = (p: Proposal, button: 'approve' | 'reject' = 'approve', digest = p.digest) => ({
  action_id: `salesagent.${button}`,
  value: JSON.stringify({ actionId: p.actionId, digest }),
});
const executions = (p: Proposal) => company.executed.filter((e) => e.actionId === p.actionId);
const asked = async (id: string): Promise<Proposal> => {
  await company.deal(id, 'T2');
  const p = company.proposal({ opportunity: id });
  await company.admit(p);
  return p;
};
const decisions = async (p: Proposal): Promise<RecordedDecision[]> => {
  const { rows } = await company.database.pool.query<{ body: RecordedDecision }>(
    'select body from orchestrator.decision where action_id = $1',
    [p.actionId],
  );
  return rows.map(({ body }) => body);
};

describe('a Slack account', () => {
  it('is nobody’s until a person who is signed in says that it is theirs', async () => {
    const p = await asked('s0');
    const { status, body } = await send(slackClick(ANNAS, click(p)));
    expect([status, body.say?.text]).toEqual([200, expect.stringContaining('nobody’s here yet')]);
    expect(await decisions(p)).toEqual([]);
    expect((await call(ANNA, 'GET', '/channels/mine')).body).toMatchObject({
      slackLinkedAt: null,
      slackCanDecide: true,
    });

    expect((await link(ANNA, ANNAS)).body.respond).toMatchObject({ text: expect.stringContaining('Linked') });
    expect((await call(ANNA, 'GET', '/channels/mine')).body).toMatchObject({ slackLinkedAt: expect.any(String) });
  });

  it('is linked by a code once, within ten minutes, and to one person', async () => {
    const { body } = await call(BEN, 'POST', '/channels/slack/code');
    const command = slackCommand(BENS, `link ${String(body['code']).toLowerCase()}`);
    expect((await send(slackCommand(ANNAS, `link ${String(body['code'])}`))).body.respond).toMatchObject({
      text: expect.stringContaining('somebody else'),
    });
    expect((await send(command)).body.respond).toMatchObject({ text: expect.stringContaining('Linked') });
    expect((await send(command)).body.respond).toMatchObject({ text: expect.stringContaining('unknown') });
    const late = await links.newCode({ sub: 'cleo', personId: 'cleo' });
    const later = new ChannelLinks(company.store, { now: () => new Date(Date.now() + 11 * 60_000) });
    expect(await later.link({ team: 'T1', user: 'UCLEO' }, late.code)).toBe('unknown-code');
    expect((await send(slackCommand(BENS, 'link 2222222222'))).body.respond).toMatchObject({
      text: expect.stringContaining('unknown'),
    });
  });

  it('is for people of the CRM, and whom to reach is for gateway to ask', async () => {
    expect((await call(VERA, 'POST', '/channels/slack/code')).status).toBe(409);
    expect((await call({ ...SERVICE, personId: 'anna' }, 'POST', '/channels/slack/code')).status).toBe(409);
    expect((await call(ANNA, 'GET', '/channels/recipients')).status).toBe(403);
    expect((await call(BEN, 'POST', '/channels/mine', { slack: false, mail: true })).status).toBe(200);
    const { body } = await call(SERVICE, 'GET', '/channels/recipients');
    expect(body['recipients']).toEqual([
      { personId: 'anna', slack: true, mail: true, slackUser: { team: 'T1', user: 'UANNA' } },
      { personId: 'ben', slack: false, mail: true, slackUser: { team: 'T1', user: 'UBEN' } },
    ]);
  });
});

describe('deciding in Slack', () => {
  it('approves what was shown as who linked the account, once, and without evidence', async () => {
    const p = await asked('s1');
    const body = slackClick(ANNAS, click(p));
    const signed = signedBySlack(body, SECRET, now());
    expect(await send(body, signed)).toEqual({ status: 200, body: {} });
    await company.until(p.actionId, 'executed');
    for (let n = 0; n < 3; n++) expect((await send(body, signed)).status).toBe(200);
    expect(executions(p)).toHaveLength(1);
    expect(await decisions(p)).toMatchObject([{ by: 'anna', evidenceOpened: false, via: 'slack', digest: p.digest }]);
  });

  it('is the same decision as the person’s own in the console', async () => {
    const p = await asked('s2');
    const request = { actionId: p.actionId, decision: 'approve' as const, digest: p.digest, evidenceOpened: true };
    await company.orchestration.decisions.take(request, { sub: 'anna', personId: 'anna', roles: ['rep'] });
    await company.until(p.actionId, 'executed');
    expect((await send(slackClick(ANNAS, click(p)))).status).toBe(200);
    expect(await decisions(p)).toHaveLength(1);
    expect(executions(p)).toHaveLength(1);
  });

  it('rejects with one of the reasons', async () => {
    const p = await asked('s3');
    const { body } = await send(slackClick(ANNAS, click(p, 'reject'), 'a trigger'));
    expect(body.open).toMatchObject({ triggerId: 'a trigger', view: { type: 'modal' } });
    const view = body.open?.view as { callback_id: string; private_metadata: string };
    const answer = (value: string | null) =>
      send(slackDialogAnswer(ANNAS, view, { block: 'why', action: 'reason', value }));
    for (const none of [null, 'because'])
      expect((await answer(none)).body.respond).toMatchObject({ response_action: 'errors' });
    expect(await decisions(p)).toEqual([]);
    expect(await answer('not-now')).toEqual({ status: 200, body: {} });
    await company.until(p.actionId, 'rejected');
    expect(await decisions(p)).toMatchObject([{ decision: 'reject', reason: 'Not now', by: 'anna' }]);
  });

  it('is nothing for another person, another digest, or what has ended', async () => {
    const p = await asked('s4');
    const bens = await send(slackClick(BENS, click(p)));
    expect(bens.body.say?.text).toContain('for the owner');
    const other = await send(slackClick(ANNAS, click(p, 'approve', 'f'.repeat(64))));
    expect(other.body.say?.text).toContain('changed since it was shown');
    await company.orchestration.activities.withdraw({ actionId: p.actionId, reason: 'its facts are gone' });
    const late = await send(slackClick(ANNAS, click(p)));
    expect(late.body.say?.text).toContain('withdrawn');
    expect(executions(p)).toHaveLength(0);
  });

  it('does not approve unseen what was edited since it was told there, and refuses it as any other', async () => {
    await company.deal('s-edit', 'T3', { amount: 300_000 });
    const draft = company.draft('s-edit', 'T3');
    const p = { ...draft, attention: { ...draft.attention, amount: 300_000 } };
    await company.admit(p);
    expect((await link(MARA, MARAS)).body.respond).toMatchObject({ text: expect.stringContaining('Linked') });
    if (p.change.kind !== 'document') throw new Error('a document');
    const edited: Change = { ...p.change, content: { title: 'In other words', blocks: [] } };
    const vera = { sub: 'vera', personId: null, roles: ['operations_vp'] };
    const request = { actionId: p.actionId, decision: 'approve' as const, digest: p.digest, evidenceOpened: true };
    const first = await company.orchestration.decisions.take({ ...request, edited }, vera);
    expect(first.state).toBe('first-of-two');

    const unseen = await send(slackClick(MARAS, click(p, 'approve', first.digest)));
    expect(unseen.body.say?.text).toContain('edited since it was told here');
    const stale = await send(slackClick(MARAS, click(p)));
    expect(stale.body.say?.text).toContain('changed since it was shown');
    expect(await decisions(p)).toHaveLength(1);
    expect(executions(p)).toHaveLength(0);
    // In the console, where she sees it, she may.
    const seen = { ...request, digest: first.digest };
    const mara = { sub: 'mara', personId: 'mara', roles: ['manager'] };
    expect((await company.orchestration.decisions.take(seen, mara)).state).toBe('approved');
  });

  it('ends when the person leaves, unlinks, or does not confirm the link in time', async () => {
    const p = await asked('s5');
    await company.deliver(company.record('PersonRegistered', 'person', 'anna', { active: false }));
    expect(await links.personOf(ANNAS)).toBeNull();
    await company.deliver(company.record('PersonRegistered', 'person', 'anna', { active: true }));
    expect(await links.personOf(ANNAS)).toMatchObject({ personId: 'anna', roles: ['rep'] });
    const later = new ChannelLinks(company.store, { now: () => new Date(Date.now() + 91 * 86_400_000) });
    expect(await later.personOf(ANNAS)).toBeNull();
    // Who can write in the table cannot make an account somebody's: the log says whose it is.
    await company.database.pool.query(
      `update orchestrator.slack_link set slack_user = 'UEVE' where person_id = 'anna'`,
    );
    expect(await links.personOf({ team: 'T1', user: 'UEVE' })).toBeNull();
    await company.database.pool.query(
      `update orchestrator.slack_link set slack_user = 'UANNA' where person_id = 'anna'`,
    );
    expect((await call(ANNA, 'POST', '/channels/slack/unlink')).body).toEqual({ unlinked: true });
    expect((await send(slackClick(ANNAS, click(p)))).body.say?.text).toContain('nobody’s here yet');
    expect(executions(p)).toHaveLength(0);
    await link(ANNA, ANNAS);
  });

  it('takes nothing that Slack did not sign just now', async () => {
    const p = await asked('s6');
    const body = slackClick(ANNAS, click(p));
    const good = signedBySlack(body, SECRET, now());
    const forged: [string, ReturnType<typeof signedBySlack>][] = [
      ['with another secret', signedBySlack(body, 'another secret', now())],
      ['six minutes old', signedBySlack(body, SECRET, new Date(Date.now() - 360_000))],
      ['for a time to come', signedBySlack(body, SECRET, new Date(Date.now() + 360_000))],
      ['with another body', { ...good, body: slackClick({ ...ANNAS, user: 'UMARA' }, click(p)) }],
      ['without a signature', { ...good, headers: { 'content-type': good.headers['content-type'] ?? '' } }],
    ];
    for (const [what, request] of forged) expect([what, (await send(body, request)).status]).toEqual([what, 401]);
    const json = { ...good, headers: { ...good.headers, 'content-type': 'application/json' }, body: '{}' };
    expect((await send(body, json)).status).toBe(400);
    expect(await decisions(p)).toEqual([]);
  });
});

describe('a proposal made wrong on purpose, in Slack', () => {
  const drawn = Array.from({ length: 400 }, (_, n) => `kb${n}`).filter((id) =>
    isCheck(`stage-progression:opportunity/${id}:1`, 0.05),
  );
  let deals = 0;
  /** Asked, with five decisions behind it, so that it is first shown wrong. */
  async function shownWrong(): Promise<{ p: Proposal; digest: string }> {
    const id = drawn[deals++]!;
    await company.database.pool.query(
      `insert into orchestrator.ladder_case (action_id, action, effect, tier, subject, kind, at, by, is_person,
         evidence_opened, outcome) select 'before-' || n, 'stage-progression', 'stage', 'T3', 'opportunity/' || n,
         'person', now(), 'anna', true, true, 'accepted' from generate_series(1, 5) n on conflict do nothing`,
    );
    await company.deal(id, 'T3');
    const record = { type: 'opportunity' as const, id };
    const change = { kind: 'fields' as const, record, expect: { subStage: '4.1' }, set: { subStage: '4.2' } };
    const p = company.proposal({ opportunity: id, action: 'stage-progression', effect: 'stage', tier: 'T3', change });
    await company.admit(p);
    const { body } = await call(SERVICE, 'POST', '/channels/shown', { personId: 'anna', actionIds: [p.actionId] });
    const [shown] = (body as { instead?: { digest: string }[] }).instead ?? [];
    return { p, digest: shown?.digest ?? 'none' };
  }
  const answers = async (p: Proposal) =>
    (
      await company.database.pool.query<{ caught: boolean | null }>(
        'select caught from orchestrator.known_bad where action_id = $1',
        [p.actionId],
      )
    ).rows.map(({ caught }) => caught);

  it('is told to gateway for who is asked, and to nobody else', async () => {
    const { p, digest } = await shownWrong();
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(digest).not.toBe(p.digest);
    const ask = (who: TokenClaims, personId: string) =>
      call(who, 'POST', '/channels/shown', { personId, actionIds: [p.actionId] });
    expect((await ask(SERVICE, 'ben')).body).toEqual({ instead: [] });
    expect((await ask(SERVICE, 'nobody')).body).toEqual({ instead: [] });
    expect((await ask(ANNA, 'anna')).status).toBe(403);
  });

  it('counts as missed when it is approved there: nothing is decided, and the real one is shown', async () => {
    const { p, digest } = await shownWrong();
    const { body } = await send(slackClick(ANNAS, click(p, 'approve', digest)));
    expect(body).toMatchObject({ showAnew: p.actionId, say: { text: expect.stringContaining('wrong on purpose') } });
    expect([await answers(p), await decisions(p), executions(p)]).toEqual([[false], [], []]);
    const { body: told } = await call(SERVICE, 'GET', '/channels/recipients');
    expect(told['showAnew']).toContain(p.actionId);
    // The message from before: it is shown anew, and decides nothing.
    const again = await send(slackClick(ANNAS, click(p, 'approve', digest)));
    expect(again.body).toMatchObject({ showAnew: p.actionId, say: { text: expect.stringContaining('changed since') } });
    expect((await send(slackClick(ANNAS, click(p)))).body).toEqual({});
    await company.until(p.actionId, 'executed');
    expect(executions(p).map((e) => e.digest)).toEqual([p.digest]);
  });

  it('counts as caught when it is rejected there, and the dialog closes', async () => {
    const { p, digest } = await shownWrong();
    const { body } = await send(slackClick(ANNAS, click(p, 'reject', digest), 'a trigger'));
    const view = body.open?.view as { callback_id: string; private_metadata: string };
    const answer = await send(slackDialogAnswer(ANNAS, view, { block: 'why', action: 'reason', value: 'untrue' }));
    expect(answer.body).toMatchObject({ showAnew: p.actionId, say: { text: expect.stringContaining('Well seen') } });
    expect(answer.body.respond).toBeUndefined();
    expect([await answers(p), await decisions(p)]).toEqual([[true], []]);
    expect(await company.state(p.actionId)).toBe('open');
  });
});
