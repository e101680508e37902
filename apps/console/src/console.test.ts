import { ENDPOINTS } from './api/endpoints';
import { aCompany, runningConsole, STUDY, type RunningConsole } from './testing';

// A machine that is busy with other suites starts services and processes slowly.
jest.setTimeout(120_000);

const VP = { sub: 'operations', name: 'Vera Vance', roles: ['operations_vp'], personId: null };
const rep = (id: string) => ({ sub: `person:${id}`, name: id, roles: ['rep'], personId: id });

/** What the tests read of any answer. */
interface Body {
  code: string;
  message: string;
  issues: { path: string }[];
  total: number;
  deals: { id: string }[];
  items: unknown[];
  ready: boolean;
  summary: string;
  services: { service: string }[];
}

describe('the console is the only door for people', () => {
  let running: RunningConsole;
  const { history, alert } = aCompany();

  beforeAll(async () => {
    running = await runningConsole();
    await running.publish(history.events);
  });
  afterAll(() => running.stop());

  type Person = Parameters<RunningConsole['issuer']['token']>[0];
  async function as(person: Person | null, path: string, init: RequestInit = {}) {
    const headers = new Headers(init.headers);
    if (person) headers.set('authorization', `Bearer ${await running.issuer.token(person)}`);
    if (init.body) headers.set('content-type', 'application/json');
    const response = await fetch(running.url + path, { redirect: 'manual', ...init, headers });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) as Body };
  }
  const post = (person: Person | null, path: string, body: object, headers: Record<string, string> = {}) =>
    as(person, path, { method: 'POST', body: JSON.stringify(body), headers });

  /** Signs in like a browser and gives the session cookie. */
  async function signIn(person: Person, returnTo = '/inbox'): Promise<{ cookie: string; landed: string | null }> {
    running.issuer.person = person;
    const begin = await as(null, `/auth/login?returnTo=${encodeURIComponent(returnTo)}`);
    const login = begin.headers.getSetCookie()[0]!.split(';')[0]!;
    const issuer = await fetch(begin.headers.get('location')!, { redirect: 'manual' });
    const back = new URL(issuer.headers.get('location')!);
    const end = await as(null, back.pathname + back.search, { headers: { cookie: login } });
    const session = end.headers.getSetCookie().find((c) => c.startsWith('salesagent_session'))!;
    return { cookie: session.split(';')[0]!, landed: end.headers.get('location') };
  }

  describe('sign-in', () => {
    it('lets nobody in without a token, and says how to get one', async () => {
      for (const { path, method, public: open } of ENDPOINTS) {
        const { status } = await as(null, path.replace(/\{\w+\}/g, 'x'), { method: method.toUpperCase() });
        expect({ path, status }).toEqual({ path, status: open ? 200 : 401 });
      }
      const { json } = await as(null, '/api/deals');
      expect(json()).toMatchObject({ code: 'not-signed-in', remedy: expect.stringContaining('/auth/login') });
    });

    it('signs in by code and PKCE into a cookie no script can read, and goes back where the person was', async () => {
      const begin = await as(null, '/auth/login');
      expect(new URL(begin.headers.get('location')!).searchParams.get('code_challenge_method')).toBe('S256');
      const { cookie, landed } = await signIn(VP, '/deals/STALLED?tab=history');
      expect(landed).toBe('/deals/STALLED?tab=history');
      const session = (await as(null, '/api/session', { headers: { cookie } })).json();
      expect(session).toMatchObject({
        principal: { name: 'Vera Vance' },
        clock: { mode: 'frozen', date: '2017-12-31' },
        can: { import: true, signTiering: true },
        counts: { inbox: 1 },
      });
      expect(cookie).not.toContain('eyJhbGciOiJFUzI1NiI');
      expect((await signIn(VP, 'https://evil.example/')).landed).toBe('/');
      expect((await signIn(VP, '//evil.example/')).landed).toBe('/');
    });

    it('refuses an answer to a question nobody asked, and a cookie that was altered', async () => {
      expect((await as(null, '/auth/callback?code=x&state=y')).headers.get('location')).toBe('/auth/login');
      const { cookie } = await signIn(VP);
      expect((await as(null, '/api/session', { headers: { cookie: `${cookie}x` } })).status).toBe(401);
    });

    it('renews a session whose token ends, once for all requests of a page', async () => {
      running.issuer.accessSeconds = 1;
      const { cookie } = await signIn(VP);
      running.issuer.accessSeconds = 3_600;
      const answers = await Promise.all([1, 2, 3].map(() => as(null, '/api/session', { headers: { cookie } })));
      expect(answers.map((a) => a.status)).toEqual([200, 200, 200]);
      expect(answers[0]!.headers.getSetCookie()[0]).toMatch(/^salesagent_session.*HttpOnly; SameSite=Lax/);
    });

    it('signs out only from its own page', async () => {
      const { cookie } = await signIn(VP);
      const foreign = await post(null, '/auth/logout', {}, { cookie, origin: 'https://evil.example' });
      expect(foreign.status).toBe(403);
      const own = await post(null, '/auth/logout', {}, { cookie, origin: running.url });
      expect(own.status).toBe(303);
      expect(own.headers.getSetCookie()[0]).toMatch(/^salesagent_session[^=]*=;/);
    });
  });

  describe('writes by cookie', () => {
    const decision = { decision: 'approve', digest: 'digest-1', evidenceOpened: true };
    const path = `/api/approvals/${encodeURIComponent(alert)}/decision`;

    it('need our header and our Origin', async () => {
      const { cookie } = await signIn(VP);
      const header = { 'x-salesagent-request': '1' };
      expect((await post(null, path, decision, { cookie, origin: running.url })).status).toBe(403);
      expect((await post(null, path, decision, { cookie, ...header })).status).toBe(403);
      expect((await post(null, path, decision, { cookie, ...header, origin: 'https://evil.example' })).status).toBe(
        403,
      );
      expect(running.others.asked.filter((a) => a.path === '/decisions')).toEqual([]);
    });

    it("go to orchestrator with the person's own token", async () => {
      running.others.answers['POST /decisions'] = { body: { decisionId: 'd1', state: 'approved' } };
      const { cookie } = await signIn(rep('rep-1'));
      const headers = { cookie, 'x-salesagent-request': '1', origin: running.url };
      const answer = await post(null, path, decision, headers);
      expect([answer.status, answer.json()]).toEqual([200, { decisionId: 'd1', state: 'approved' }]);
      const asked = running.others.asked.find((a) => a.path === '/decisions')!;
      expect(asked.body).toEqual({ actionId: alert, ...decision });
      const claims = JSON.parse(Buffer.from(asked.authorization!.split('.')[1]!, 'base64url').toString()) as object;
      expect(claims).toMatchObject({ person_id: 'rep-1' });
    });
  });

  describe('a proposal made wrong on purpose', () => {
    const path = `/api/approvals/${encodeURIComponent(alert)}`;
    type Shown = { digest: string; change: { body: string }; why: string };
    const read = async () => JSON.parse((await as(rep('rep-1'), path)).text) as Shown;

    it('is shown in the place of the real one while orchestrator says so, with the real evidence', async () => {
      const { answers, asked } = running.others;
      const real = await read();
      const wrong = { ...real.change, body: `${real.change.body} The budget is approved.` };
      answers['POST /ladder/shown'] = { body: { instead: [{ actionId: alert, digest: 'wrong', change: wrong }] } };
      const shown = await read();
      expect([shown.digest, shown.change.body, shown.why]).toEqual(['wrong', wrong.body, real.why]);
      const question = asked.filter((a) => a.path === '/ladder/shown').at(-1)!;
      expect(question.body).toEqual({ actionIds: [alert] });
      const inbox = JSON.parse((await as(rep('rep-1'), '/api/inbox')).text) as { items: Shown[] };
      expect(inbox.items.map((i) => i.digest)).toEqual(['wrong']);
      delete answers['POST /ladder/shown'];
      expect(await read()).toEqual(real);
    });
  });

  describe('roles and rows', () => {
    it('shows a rep only their own deals, and others as not there', async () => {
      expect((await as(rep('rep-2'), '/api/deals')).json().deals.map((d) => d.id)).toEqual(['OTHER']);
      expect((await as(rep('rep-2'), '/api/deals/STALLED')).status).toBe(404);
      expect((await as(rep('rep-2'), `/api/approvals/${encodeURIComponent(alert)}`)).status).toBe(404);
      expect((await as(rep('rep-2'), '/api/explain/STALLED')).status).toBe(404);
    });

    it('shows a manager the deals of their team, from the company’s own hierarchy', async () => {
      const boss = { sub: 'person:boss', name: 'Mo', roles: ['manager'], personId: 'boss' };
      expect((await as(boss, '/api/deals')).json().total).toBe(3);
      expect((await as(boss, '/api/inbox')).json().items).toHaveLength(1);
      expect((await as({ ...boss, personId: 'other-boss' }, '/api/inbox')).json().items).toHaveLength(0);
    });

    it('lets only operations import, sign and stop', async () => {
      const ladder = ['/api/ladder/promote', '/api/ladder/demote', '/api/ladder/shadow', '/api/ladder/shadow/end'];
      for (const path of ['/api/imports', '/api/tiering/sign', '/api/kill-switch', ...ladder]) {
        const { status, json } = await post(rep('rep-1'), path, {});
        expect({ path, status, code: json().code }).toEqual({ path, status: 403, code: 'not-permitted' });
      }
    });
  });

  describe('a drafted sequence', () => {
    const drafted = (path: string, person: Person = VP) => as(person, path).then(({ text }) => text);

    it('is read on the page of the account, beside the person it is for', async () => {
      const account = JSON.parse(await drafted('/api/accounts/cancity')) as { contacts: object[] };
      expect(account.contacts).toContainEqual(
        expect.objectContaining({
          id: 'ana',
          sequence: {
            businessDate: '2017-12-31',
            reasons: ['lost on 2017-06-01'],
            touches: [{ due: '2018-01-02', subject: 'Orders at Cancity', body: 'What would have to be true?' }],
          },
        }),
      );
    });

    it('is explained by the bare id of the contact', async () => {
      expect(await drafted('/api/explain/ana')).toContain('What would have to be true?');
    });

    it('is explained with the document that it rests on, as it was found', async () => {
      const { passages } = JSON.parse(await drafted('/api/explain/ana')) as { passages: { id: string }[] };
      expect(passages.find(({ id }) => id === STUDY.id)).toEqual({
        ...{ id: STUDY.id, title: 'Result', text: STUDY.text },
        document: { title: 'A retailer', file: 'case-studies/retailer.pdf', page: 2, line: 4, edition: 'e1' },
      });
    });

    it('is nobody else’s to read', async () => {
      const stranger = rep('rep-3');
      expect((await as(stranger, '/api/explain/ana')).status).toBe(404);
      expect((await as(stranger, '/api/accounts/cancity')).status).toBe(404);
    });
  });

  it('tells our own doings in the order they were recorded, whatever the business clock says', async () => {
    const { history: told } = JSON.parse((await as(VP, '/api/deals/STALLED')).text) as {
      history: { type: string; own: boolean }[];
    };
    const own = told.filter((entry) => entry.own).map((entry) => entry.type);
    expect(own.slice(0, 3)).toEqual(['ApprovalRequested', 'ActionAdmitted', 'ActionQueued']);
    expect(told.at(-1)).toMatchObject({ type: 'OpportunityCreated', own: false });
  });

  describe('when things go wrong', () => {
    it('names the wrong parameter', async () => {
      const { status, json } = await as(VP, '/api/deals?lane=lively');
      expect([status, json().code, json().issues[0]?.path]).toEqual([400, 'bad-request', 'lane']);
    });

    it('passes on why a service refused', async () => {
      running.others.answers['GET /kpis'] = { status: 409, body: { code: 'no-data', message: 'Nothing is imported.' } };
      const { status, json } = await as(VP, '/api/kpis');
      expect([status, json()]).toEqual([409, expect.objectContaining({ code: 'no-data', service: 'ops-analyst' })]);
    });

    it('asks for a reason before it rejects', async () => {
      const body = { decision: 'reject', digest: 'digest-1', evidenceOpened: true };
      const { status, json } = await post(VP, `/api/approvals/${encodeURIComponent(alert)}/decision`, body);
      expect([status, json().message]).toEqual([400, 'A rejection needs a reason.']);
    });
  });

  describe('words that are kept for good', () => {
    const of = `/api/approvals/${encodeURIComponent(alert)}`;

    it('may name nobody: neither a contact of the account, even by first name, nor one of our people', async () => {
      const rejection = { decision: 'reject', digest: 'digest-1', evidenceOpened: true };
      // What is shown is asked before; no words are in that.
      const told = () => running.others.asked.filter((a) => a.path !== '/ladder/shown').length;
      const before = told();
      for (const reason of ['I spoke to Ana yesterday', 'Ask ana vidal first']) {
        const { status, json } = await post(VP, `${of}/decision`, { ...rejection, reason });
        expect([status, json()]).toEqual([
          400,
          expect.objectContaining({ code: 'names-a-person', message: expect.stringContaining('names Ana Vidal') }),
        ]);
      }
      expect((await post(VP, `${of}/undo`, { reason: 'Ana said so' })).status).toBe(400);
      expect(told()).toBe(before);
      running.others.answers['POST /decisions'] = { body: { decisionId: 'd2', state: 'rejected' } };
      const fine = { ...rejection, reason: 'The analysis of Anaheim is not done' };
      expect((await post(VP, `${of}/decision`, fine)).status).toBe(200);
    });
  });

  describe('pages', () => {
    it('serves the application for every route of its own, under a strict policy', async () => {
      for (const path of ['/', '/deals/STALLED', '/inbox']) {
        const page = await as(null, path);
        expect([page.status, page.text]).toEqual([200, expect.stringContaining('<title>Console</title>')]);
        expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self';.*frame-ancestors 'none'/);
        expect(page.headers.get('content-security-policy')).not.toContain('unsafe-eval');
      }
      expect((await as(null, '/assets/app-1.js')).headers.get('cache-control')).toContain('immutable');
      expect((await as(null, '/assets/none.js')).status).toBe(404);
      expect((await as(VP, '/api/none')).status).toBe(404);
    });

    it('tells an open page what changed, without the data', async () => {
      const token = await running.issuer.token(VP);
      const stop = new AbortController();
      const stream = await fetch(`${running.url}/api/stream`, {
        headers: { authorization: `Bearer ${token}` },
        signal: stop.signal,
      });
      const reader = stream.body!.getReader();
      const at = history.events.length;
      history.record('AmountRevised', 'opportunity', 'LIVE', { amount: 900 });
      let text = '';
      const seen = (async () => {
        while (!text.includes('event: changed')) text += Buffer.from((await reader.read()).value!).toString();
      })();
      await running.publish(history.events.slice(at));
      await seen;
      stop.abort();
      expect(text).toMatch(/event: hello/);
      expect(text).toMatch(/"deals":\["LIVE"\]/);
    });
  });

  it('sums up whether the whole stack is ready', async () => {
    running.others.answers['GET /imports/latest'] = { body: { importId: 'i1', state: 'running', progress: 0.5 } };
    const busy = (await as(VP, '/api/status')).json();
    expect([busy.ready, busy.summary]).toEqual([false, 'Importing (50 %)']);
    running.others.answers['GET /imports/latest'] = { status: 404, body: { message: 'none' } };
    const status = (await as(VP, '/api/status')).json();
    expect(status).toMatchObject({ ready: true, records: { opportunity: 5, account: 1 }, proposals: { awaiting: 1 } });
    expect(status.services.map((s) => s.service)).toContain('orchestrator');
  });

  it('says which service is down, and the remedy', async () => {
    await running.others.close();
    const { status, json } = await as(VP, '/api/xray');
    expect([status, json()]).toEqual([
      503,
      {
        status: 503,
        code: 'service-down',
        message: 'ops-analyst is not reachable: it is down or starting.',
        service: 'ops-analyst',
        remedy: expect.stringContaining('salesagent status'),
      },
    ]);
    expect((await as(VP, '/api/deals')).status).toBe(200);
  });
});
