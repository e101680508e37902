import { EventHistory, runningConsole, type RunningConsole } from '../testing';
import type { Directory } from '../views/directory';
import { visibleAmong } from '../views/visible-record';

jest.setTimeout(120_000);

const VP = { sub: 'operations', name: 'Vera Vance', roles: ['operations_vp'], personId: null };
const REP = { sub: 'person:rep-1', name: 'Rep One', roles: ['rep'], personId: 'rep-1' };
const SECTION = '4-progression/stalled-deal-alert';
const FILES = [
  { file: `${SECTION}.md`, text: '---\nrules: { dueInBusinessDays: 1 }\n---\n\n## Message\n\nOur own words.\n' },
];
const CHANGE = `${SECTION}: rules.dueInBusinessDays: 2 → 1`;
const affectedBy = (inForce: string) => ({
  ...{ service: 'qualification', inForce, candidate: 'v2' },
  actions: [
    {
      ...{ action: 'stalled-deal-alert', subjectType: 'opportunity', looked: 3, failures: null },
      off: { before: null, after: null },
      subjects: [
        { subject: 'opportunity/D1', change: 'changed', before: 'Call by Tuesday', after: 'Call by Monday' },
        { subject: 'opportunity/D2', change: 'new', before: null, after: 'Call by Monday' },
        { subject: 'opportunity/gone', change: 'gone', before: 'Call by Tuesday', after: null },
      ],
    },
  ],
});

const SECTIONS = [
  {
    id: '4-progression/deal-scoring',
    title: 'Deal scoring',
    action: 'deal-scoring',
    version: 'a',
    files: ['base/x.md'],
  },
  {
    id: SECTION,
    title: 'Stalled',
    action: 'stalled-deal-alert',
    version: 'b',
    files: ['base/x.md', 'companies/acme/x.md'],
  },
  { id: '4-progression/close-plan', title: 'Close plan', action: 'close-plan', version: 'c', files: ['base/y.md'] },
  { id: 'conduct/house', title: 'House', action: null, version: 'd', files: ['companies/acme/conduct/house.md'] },
];

describe('the playbook, through the console', () => {
  let running: RunningConsole;
  const history = new EventHistory();
  beforeAll(async () => {
    running = await runningConsole();
    history
      .record('PersonRegistered', 'person', 'rep-1', { name: 'Rep One', role: 'rep', managerId: null, active: true })
      .record('OpportunityCreated', 'opportunity', 'D1', { name: 'Rollout', ownerId: 'rep-1' })
      .record('OpportunityCreated', 'opportunity', 'D2', { name: 'Renewal', ownerId: 'rep-2' });
    await running.publish(history.events);
  });
  afterAll(() => running.stop());
  beforeEach(() => {
    running.others.asked.length = 0;
    running.others.answers['POST /playbook/diff'] = { body: { inForce: 'v1', candidate: 'v2', changes: [CHANGE] } };
    running.others.answers['POST /playbook/affected'] = { body: affectedBy('v1') };
  });

  /** Of what these routes answer, what is looked into below. */
  interface Told {
    actions: object[];
    services: object[];
    others: object[];
    sections: { whose: string; action: { state: string; reason: string | null } | null }[];
    rules: Record<string, unknown>;
    passages: object[];
    playbook: { on: boolean; reason: string | null };
  }

  async function call(path: string, body?: object, person: typeof VP | typeof REP = VP) {
    const response = await fetch(`${running.url}/api/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        authorization: `Bearer ${await running.issuer.token(person)}`,
        'content-type': 'application/json',
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: response.status, body: (await response.json()) as Told };
  }
  const told = (path: string) => running.others.asked.filter((a) => a.path === path).map((a) => a.body);

  it('says which deals other sections affect, by count and by name, of all four agents', async () => {
    const { status, body } = await call('playbook/affected', { files: FILES });
    expect(status).toBe(200);
    // A record that the console does not know is shown to nobody.
    expect(body).toMatchObject({
      inForce: 'v1',
      candidate: 'v2',
      changes: [CHANGE],
      subjects: 2,
      deals: 2,
      others: [],
    });
    expect(body.actions[0]).toEqual({
      ...{ action: 'stalled-deal-alert', agent: 'qualification', looked: 3, failures: null, leftOut: 0 },
      ...{ changes: [CHANGE], off: { before: null, after: null } },
      counts: { new: 1, gone: 0, changed: 1, worded: 0, weighed: 0 },
      subjects: [
        {
          ...{ subject: 'opportunity/D1', label: 'Rollout', change: 'changed' },
          ...{ before: 'Call by Tuesday', after: 'Call by Monday' },
        },
        { subject: 'opportunity/D2', label: 'Renewal', change: 'new', before: null, after: 'Call by Monday' },
      ],
    });
    expect(told('/playbook/affected')).toEqual(Array(4).fill({ files: FILES }));
  });

  it('names services that act by another playbook', async () => {
    running.others.answers['POST /playbook/affected'] = { body: affectedBy('v0') };
    const { body } = await call('playbook/affected', { files: FILES });
    expect(body.others).toContainEqual({ service: 'qualification', inForce: 'v0' });
  });

  it('is told with what the agents themselves act by, and what of theirs is off', async () => {
    running.others.answers['GET /playbook'] = { body: { company: 'acme', version: 'v1', sections: SECTIONS } };
    const details = { playbook: { version: 'v1' }, actions: { 'deal-risk': 'on', 'deal-scoring': 'off: no section' } };
    const before = running.others.answers['GET /internal/progress']!;
    running.others.answers['GET /internal/progress'] = { body: { consumers: [], details } };
    const { body } = await call('playbook', undefined, REP);
    running.others.answers['GET /internal/progress'] = before;
    expect(body).toMatchObject({ company: 'acme', version: 'v1' });
    expect(body.services[1]).toEqual({
      ...{ service: 'qualification', version: 'v1' },
      off: [{ action: 'deal-scoring', reason: 'no section' }],
    });
    expect(body.sections.map(({ whose, action }) => [whose, action?.state, action?.reason])).toEqual([
      ['firm', 'off', 'no section'],
      ['both', 'on', null],
      ['firm', 'planned', null],
      ['company', undefined, undefined],
    ]);
    running.others.answers['GET /internal/progress'] = { status: 503, body: {} };
    expect((await call('playbook')).body.services[1]).toEqual({ service: 'qualification', version: null, off: [] });
    running.others.answers['GET /internal/progress'] = before;
  });

  it('is read section by section, and a proposal passage by passage', async () => {
    running.others.answers['GET /internal/progress'] = { body: { details: {} } };
    const { status, body } = await call(`playbook/sections/${encodeURIComponent(SECTION)}`, undefined, REP);
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: SECTION, whose: 'firm', action: { id: 'stalled-deal-alert', state: 'on' } });
    expect(await call('playbook/sections/4-progression%2Fnothing')).toMatchObject({
      status: 404,
      body: { message: 'The playbook in force has no section "4-progression/nothing".' },
    });
    running.others.answers['GET /playbook/proposals/v2'] = { body: { version: 'v2', files: FILES } };
    expect(await call('playbook/proposals/v2')).toEqual({
      status: 200,
      body: { version: 'v2', passages: [expect.objectContaining({ id: `${SECTION}#message`, change: 'changed' })] },
    });
    expect(await call('playbook/proposals/v2', undefined, REP)).toMatchObject({ status: 403 });
  });

  it('says whether the company’s folder holds anything else than what is in force', async () => {
    const { status, body } = await call('playbook/folder');
    expect([status, body]).toEqual([200, { folder: 'companies/acme', files: [], differs: false }]);
    expect(await call('playbook/folder', undefined, REP)).toMatchObject({ status: 403 });
  });

  it('asks about a proposal by its version', async () => {
    running.others.answers['GET /playbook/proposals/v2'] = { body: { version: 'v2', files: FILES } };
    expect((await call('playbook/affected', { version: 'v2' })).status).toBe(200);
    expect(told('/playbook/diff')).toEqual([{ files: FILES }]);
    expect(await call('playbook/affected', {})).toMatchObject({ status: 400 });
    expect(await call('playbook/affected', { version: 'v2', files: FILES })).toMatchObject({ status: 400 });
  });

  it('tells mistakes before any record is looked at', async () => {
    const refusal = {
      code: 'bad-playbook',
      message: `companies/acme/${SECTION}.md:3: no such rule`,
      remedy: 'Correct it.',
    };
    running.others.answers['POST /playbook/diff'] = { status: 400, body: refusal };
    expect(await call('playbook/affected', { files: FILES })).toMatchObject({ status: 400, body: refusal });
    expect(told('/playbook/affected')).toEqual([]);
  });

  it('is proposed and signed at orchestrator, and names nobody', async () => {
    running.others.answers['POST /playbook/proposals'] = { status: 201, body: { version: 'v2' } };
    running.others.answers['POST /playbook/sign'] = { body: { version: 'v2', replaces: 'v1', digest: 'd' } };
    const body = { files: FILES, reason: 'A day is enough.', affected: { subjects: 2, deals: 2 } };
    expect(await call('playbook/proposals', body)).toEqual({ status: 201, body: { version: 'v2' } });
    expect(told('/playbook/proposals')).toEqual([body]);
    expect(await call('playbook/sign', { version: 'v2' })).toMatchObject({ status: 200 });
  });

  it.each(['playbook', 'policy'])(
    'rejects a proposed %s at orchestrator, for a reason that names nobody',
    async (what) => {
      running.others.answers[`POST /${what}/reject`] = { body: { version: 'v2' } };
      const path = `${what}/reject`;
      const body = { version: 'v2', reason: 'Too soon.' };
      expect(await call(path, { ...body, reason: ' Too soon. ' })).toEqual({ status: 200, body: { version: 'v2' } });
      expect(told(`/${path}`)).toEqual([body]);
      for (const reason of [' ', 'x'.repeat(501), 'Rep One would not like it.'])
        expect(await call(path, { ...body, reason })).toMatchObject({ status: 400 });
      expect(await call(path, body, REP)).toMatchObject({ status: 403 });
      expect(told(`/${path}`)).toEqual([body]);
    },
  );

  it.each(['playbook', 'policy'])(
    'tells what %s proposals were rejected, none where orchestrator is older',
    async (what) => {
      const answer = { company: 'acme', version: 'v1', sections: SECTIONS, proposals: [] };
      running.others.answers[`GET /${what}`] = { body: answer };
      expect(await call(what)).toMatchObject({ status: 200, body: { version: 'v1', rejected: [] } });
      const rejected = [{ version: 'v2' }];
      running.others.answers[`GET /${what}`] = { body: { ...answer, rejected } };
      expect((await call(what)).body).toMatchObject({ rejected });
    },
  );

  it('is not for everybody to change', async () => {
    for (const path of ['playbook/affected', 'playbook/proposals'])
      expect(await call(path, { files: FILES, reason: 'why' }, REP)).toMatchObject({ status: 403 });
    expect(await call('playbook/sign', { version: 'v2' }, REP)).toMatchObject({ status: 403 });
    expect(running.others.asked).toEqual([]);
  });

  it('shows of many records those that the reader may see', async () => {
    const reader = { principal: REP as never, directory: {} as Directory };
    const refs = ['opportunity/D1', 'opportunity/D2', 'person/rep-1', 'company'];
    expect([...(await visibleAmong(running.db.database.pool, reader, refs))]).toEqual([
      'opportunity/D1',
      'person/rep-1',
    ]);
  });

  it('is quoted as it was signed, as soon as the bus has said so; and an action that it switches off is off', async () => {
    const shown = async () => (await call('actions/stalled-deal-alert')).body;
    expect(await shown()).toMatchObject({ playbook: { on: true, reason: null }, rules: { dueInBusinessDays: 2 } });
    const publish = (files: typeof FILES) => {
      const data = {
        proposalId: 'p',
        version: 'v2',
        replaces: 'v1',
        digest: 'd',
        proposedBy: 'a',
        by: 'b',
        reason: 'why',
      };
      history.add('PlaybookPublished', { ...data, files }, { source: 'orchestrator', key: 'playbook' });
      return running.publish(history.events.slice(-1));
    };
    const until = async (holds: (action: Told) => boolean) => {
      for (;;) {
        const action = await shown();
        if (holds(action)) return action;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    await publish(FILES);
    const own = await until((a) => a.rules['dueInBusinessDays'] === 1);
    expect((await call('playbook/folder')).body).toMatchObject({ files: [], differs: true });
    expect(own.passages).toContainEqual(expect.objectContaining({ id: `${SECTION}#message`, text: 'Our own words.' }));
    await publish([{ file: `${SECTION}.md`, text: '---\nstatus: "off"\n---\n' }]);
    const off = await until((a) => !a.playbook.on);
    expect(off.playbook.reason).toBe(`Off: the playbook switches it off (${SECTION})`);
  });
});
