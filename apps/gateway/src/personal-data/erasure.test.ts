import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { IntegrationEvent } from '@salesagent/canon/events';
import type { Change } from '@salesagent/canon/sales';
import { documentModelSchema, renderDocx } from '@salesagent/documents';
import { proposalDigest } from '@salesagent/governance';
import { TraceSearch } from '@salesagent/servers/testing';
import { gatewayDatabase, TODAY, type GatewayDatabase } from '../../testing/gateway-database';
import { Executor } from '../execution/executor';
import { storePayloads } from '../execution/payloads';
import { PermitVerifier } from '../execution/permit';
import { Erasure, ReasonNamesPerson } from './erasure';
import { UnknownPerson } from './person';
import { findPeople } from './person-search';

const NAME = 'Zelda Quuxmarker';
const EMAIL = 'zelda.quuxmarker@example.com';
const PHONE = '+49 30 5550199';
const MARKERS = ['Quuxmarker', EMAIL, '5550199', 'Zelda'];

const EXPORT = {
  'team.csv': 'user_id,name,manager_id\nU1,Ada Ash,\n',
  'accounts.csv': 'account_id,account,owner\nA1,Acme,U1\nA2,Beta,U1\n',
  'contacts.csv': [
    'contact_id,account_id,full_name,email,phone,job_title',
    `C1,A1,${NAME},${EMAIL},${PHONE},CFO`,
    'C2,A1,Bo Birch,bo@example.com,,CTO',
    'C3,A2,Cy Cedar,cy@example.com,,CEO',
  ].join('\n'),
  'deals.csv': [
    'deal_id,deal_name,account_id,owner_id,contact_id,deal_stage,engage_date,amount,next_step',
    `D1,Acme renewal,A1,U1,C1,Proposal,2026-06-01,1000,Ask Zelda for the budget`,
    `D2,Beta start,A2,U1,C3,Proposal,2026-06-01,500,Ask Cy`,
  ].join('\n'),
  'activities.csv': [
    'activity_id,account_id,opportunity_id,contact_id,activity_type,activity_date,subject,notes',
    `N1,A1,D1,C1,call,2026-06-02,Call,She wants a discount`,
    `N2,A1,D1,C2,call,2026-06-03,Call with Bo,Bo says that Zelda decides`,
    `N3,A2,D2,C3,call,2026-06-03,Call with Cy,Knows ${NAME} from school`,
    `N4,A1,D1,C2,call,2026-06-04,Call with Bo,About the plan`,
  ].join('\n'),
};

describe('erasing a person', () => {
  let gateway: GatewayDatabase;
  let erasure: Erasure;
  const search = new TraceSearch(MARKERS);

  beforeEach(async () => {
    gateway = await gatewayDatabase();
    const { state, problems, report } = await gateway.load(EXPORT);
    expect({ state, problems, columns: report?.files.map((f) => f.recordType) }).toMatchObject({ state: 'completed' });
    const { database, store, sealer } = gateway;
    erasure = new Erasure({ pool: database.pool, store, sealer, clock: TODAY, changed: () => undefined });
  });
  afterEach(() => gateway.drop());

  const rows = async (sql: string) => (await gateway.database.pool.query<Record<string, unknown>>(sql)).rows;
  const places = async (): Promise<string[]> => {
    const { traces } = await search.inDatabase(gateway.database.pool);
    return [...new Set(traces.map(({ place }) => place))].sort();
  };
  const erase = (ref = 'contact/C1') => erasure.erase({ ref, by: 'operations', reason: 'request 17 of 2026-11-01' });
  const opened = async (stream: string) =>
    (await gateway.sealer.openDeep((await gateway.store.read(stream)).map((e) => e.data))) as { set: object }[];

  it('says beforehand what would go, and changes nothing', async () => {
    const plan = await erasure.plan('contact/C1');
    expect(plan).toMatchObject({ done: false, counts: { keys: 5, values: 3, texts: 4, documents: 0 } });
    expect(await places()).toEqual(['crm.activity', 'crm.change', 'crm.contact', 'crm.imported', 'crm.opportunity']);
  });

  it('leaves nothing readable in any table, once', async () => {
    await erase();
    await gateway.follow();
    expect(await places()).toEqual([]);
    const before = await rows('select count(*) from gateway.event');
    expect(await erase()).toMatchObject({ done: true, erasedAt: expect.any(String) });
    expect(await rows('select count(*) from gateway.event')).toEqual(before);
  });

  it('closes their events and the free text about them, and nothing else', async () => {
    await erase();
    await gateway.follow();
    expect(JSON.stringify(await opened('contact/C1'))).not.toMatch(/Zelda|Quux|0199/);
    for (const about of ['activity/N1', 'activity/N2', 'activity/N3', 'opportunity/D1'])
      expect({ about, text: JSON.stringify(await opened(about)) }).toEqual({
        about,
        text: expect.not.stringMatching(/discount|decides|school|budget/),
      });
    expect(JSON.stringify(await opened('activity/N4'))).toMatch('About the plan');
    expect(JSON.stringify(await opened('opportunity/D2'))).toMatch('Ask Cy');
    expect(JSON.stringify(await opened('contact/C2'))).toMatch('Bo Birch');
  });

  it('keeps the deal, its amount and its contact, who is called erased', async () => {
    await erase();
    expect(await rows(`select name, email, phone, account_id, title from crm.contact where id = 'C1'`)).toEqual([
      { name: '[erased]', email: null, phone: null, account_id: 'A1', title: 'CFO' },
    ]);
    expect(await rows(`select contact_id, amount::float from crm.opportunity where id = 'D1'`)).toEqual([
      { contact_id: 'C1', amount: 1000 },
    ]);
  });

  it('takes an agent’s quotation by its link, and leaves what a person wrote of somebody else', async () => {
    const quoted =
      'Identify pain (2): “We lose two days.” – mail of the customer, 2026-06-05, activity/N5, read by phrases';
    await rows(`update crm.opportunity set agent_meddicc_evidence = '${quoted}' where id = 'D2'`);
    await gateway.follow();
    await rows(`insert into vault.text_person (text_subject, person) values ('text/opportunity/D2', 'contact/C1')`);
    await erase();
    expect(await rows(`select id, next_step, agent_meddicc_evidence from crm.opportunity order by id`)).toEqual([
      { id: 'D1', next_step: null, agent_meddicc_evidence: null },
      { id: 'D2', next_step: 'Ask Cy', agent_meddicc_evidence: null },
    ]);
    expect(await erase()).toMatchObject({ done: true });
  });

  it('is recorded with who, why and how much, without a word of it', async () => {
    await erase();
    const [event] = await gateway.store.read('erasure/contact/C1');
    expect(event).toMatchObject({
      type: 'SubjectErased',
      actor: 'operations',
      data: {
        subject: 'contact/C1',
        by: 'operations',
        reason: 'request 17 of 2026-11-01',
        counts: { keys: 5, values: 3, texts: 4 },
      },
    });
    expect((event!.data as { sealedSubjects: string[] }).sealedSubjects.sort()).toEqual([
      'contact/C1',
      'text/activity/N1',
      'text/activity/N2',
      'text/activity/N3',
      'text/contact/C1',
      'text/opportunity/D1',
    ]);
  });

  it('refuses a reason that names the person, and somebody the CRM does not know', async () => {
    const named = erasure.erase({ ref: 'contact/C1', by: 'operations', reason: 'Zelda asked' });
    await expect(named).rejects.toThrow(ReasonNamesPerson);
    await expect(erase('contact/C9')).rejects.toThrow(UnknownPerson);
    await expect(erase('account/A1')).rejects.toThrow(UnknownPerson);
  });

  it('keeps out somebody who is not held yet, however many instances are told, and says nothing of it', async () => {
    const told = { ref: 'contact/C9', by: 'HubSpot', reason: 'deleted for good', unheldToo: true };
    const answers = await Promise.all([erasure.erase(told), erasure.erase(told)]);
    const nothing = { done: true, erasedAt: expect.any(String) };
    expect(answers).toMatchObject([nothing, nothing]);
    expect(await rows('select record from vault.tombstone')).toEqual([{ record: 'contact/C9' }]);
    expect(await gateway.store.read('erasure/contact/C9')).toEqual([]);
  });

  it('is not undone by the same export, nor by a newer one that says more of them', async () => {
    await erase();
    await gateway.follow();
    const again = await gateway.load(EXPORT);
    expect(again.report!.findings).toEqual(
      expect.arrayContaining([expect.objectContaining({ kind: 'erased-person', file: 'contacts.csv', count: 1 })]),
    );
    const newer = {
      ...EXPORT,
      'contacts.csv': `contact_id,account_id,full_name,email,phone,job_title\nC7,A2,Z. Q.,${EMAIL.toUpperCase()},${PHONE},CFO\nC2,A1,Bo Birch,bo@example.com,,CIO`,
      'activities.csv': `activity_id,account_id,opportunity_id,contact_id,activity_type,activity_date,subject,notes\nN9,A1,D1,C2,call,2026-06-09,Again,Bo will ask ${NAME} today`,
    };
    const second = await gateway.load(newer);
    expect(second).toMatchObject({ state: 'completed' });
    expect(
      await rows(`select name, email, phone, title from crm.contact where id in ('C2', 'C7') order by id`),
    ).toEqual([
      { name: 'Bo Birch', email: 'bo@example.com', phone: null, title: 'CIO' },
      { name: null, email: null, phone: null, title: 'CFO' },
    ]);
    expect(await rows(`select subject, notes from crm.activity where id = 'N9'`)).toEqual([
      { subject: 'Again', notes: null },
    ]);
    expect(await places()).toEqual([]);
  });

  it('keeps the deals of one of our own people theirs when an export names them again', async () => {
    const named = {
      'team.csv': 'sales_agent,manager,regional_office\nRo Quuxmarker,Mo Moss,East\n',
      'deals.csv':
        'deal_id,account_id,sales_agent,deal_stage,engage_date,amount\nD8,A1,Ro Quuxmarker,Proposal,2026-06-01,10\n',
    };
    await gateway.load(named);
    const [{ owner_id: owner } = {}] = await rows(`select owner_id from crm.opportunity where id = 'D8'`);
    await erase(`person/${String(owner)}`);
    await erase();
    await gateway.load({ ...named, 'deals.csv': named['deals.csv'].replace('D8', 'D9') });
    expect(await rows(`select owner_id from crm.opportunity where id = 'D9'`)).toEqual([{ owner_id: owner }]);
    expect(await places()).toEqual([]);
  });

  it('reaches a deleted record and what stands in the name of a deal, and says that the log keeps the latter', async () => {
    await gateway.database.pool.query(
      `update crm.contact set deleted = true where id = 'C1'; update crm.opportunity set name = 'Renewal for ${NAME}' where id = 'D2'`,
    );
    await gateway.follow();
    expect(await erase()).toMatchObject({ stays: [{ record: 'opportunity/D2', field: 'name' }] });
    expect(await rows(`select name from crm.opportunity where id = 'D2'`)).toEqual([{ name: 'Renewal for [erased]' }]);
    expect(await places()).toEqual(['gateway.event']);
  });

  it('finds them by name, part of an address or number, and afterwards by what they give', async () => {
    const { pool } = gateway.database;
    for (const query of ['quuxmarker', 'ZELDA.Q', '030 / 5550199'.slice(4), 'C1', 'contact/C1'])
      expect({ query, refs: (await findPeople(pool, query)).map((p) => p.ref) }).toEqual({
        query,
        refs: ['contact/C1'],
      });
    await erase();
    expect(await findPeople(pool, EMAIL)).toEqual([
      expect.objectContaining({ ref: 'contact/C1', name: null, erasedAt: expect.any(String) }),
    ]);
    expect(await findPeople(pool, 'nobody at all')).toEqual([]);
  });

  it('reaches what is remembered of a write under way to a hosted CRM', async () => {
    await gateway.database.pool.query(
      `insert into crm.sent (key, before, since, result) values ('execute:a:0', $1, now(), $2)`,
      [
        { name: NAME, email: EMAIL, title: 'CFO' },
        { id: 'C1', after: { name: `For ${NAME}` }, restored: {} },
      ],
    );
    expect(await places()).toContain('crm.sent');
    expect(await erase()).toMatchObject({ counts: { copies: 2 } });
    await gateway.follow();
    expect(await places()).toEqual([]);
    expect(await rows(`select before ->> 'title' as title, result ->> 'id' as id from crm.sent`)).toEqual([
      { title: 'CFO', id: 'C1' },
    ]);
  });

  describe('with proposals about them', () => {
    let keys: Awaited<ReturnType<typeof generateKeyPair>>;
    let executor: Executor;
    beforeEach(async () => {
      keys = await generateKeyPair('EdDSA');
      const { database, store, sealer } = gateway;
      const permits = new PermitVerifier(await exportJWK(keys.publicKey), TODAY);
      const render = (content: unknown) => renderDocx(documentModelSchema.parse(content));
      executor = new Executor({
        pool: database.pool,
        store,
        sealer,
        permits,
        render,
        clock: TODAY,
        changed: () => undefined,
      });
    });
    const propose = async (actionId: string, change: Change): Promise<string> => {
      const [action, subject] = actionId.split(':') as [string, string];
      const digest = proposalDigest({ action, subject, change });
      const data = { actionId, action, agent: 'deal', subject, accountId: 'A1', change, digest };
      const client = await gateway.database.pool.connect();
      await storePayloads([{ type: 'ActionProposed', data } as unknown as IntegrationEvent], client).finally(() =>
        client.release(),
      );
      return digest;
    };
    const execute = async (actionId: string, digest: string) => {
      const claims = {
        permitId: actionId,
        actionId,
        digest,
        killEpoch: 1,
        tier: 'T1',
        by: 'person/U1',
        exp: TODAY.now().getTime() / 1_000 + 30,
      };
      const permit = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'EdDSA' })
        .setIssuer('orchestrator')
        .setAudience('gateway')
        .sign(keys.privateKey);
      return executor.execute({ actionId, digest, permit });
    };

    it('takes the documents and tasks that name them, and what was proposed is not executed any more', async () => {
      const draft: Change = {
        kind: 'document',
        record: { type: 'opportunity', id: 'D1' },
        name: 'Offer',
        mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        content: { title: 'Offer', blocks: [{ kind: 'paragraph', text: `For **Zelda** Quuxmarker` }] },
      };
      const document = 'proposal-draft:opportunity/D1:1';
      expect(await execute(document, await propose(document, draft))).toEqual({ outcome: 'executed' });
      const text = await gateway.sealer.seal('text/contact/C1', 'e1', `Dear ${NAME}`);
      const sealed = 'stalled-deal-alert:opportunity/D1:1';
      const sealedDigest = await propose(sealed, {
        ...{ kind: 'task', ownerId: 'U1', title: 'Call', dueInBusinessDays: 3 },
        body: text as unknown as string,
      });
      const plain = 'stalled-deal-alert:opportunity/D2:1';
      const plainDigest = await propose(plain, {
        kind: 'task',
        ownerId: 'U1',
        title: `Call ${NAME}`,
        body: '',
        dueInBusinessDays: 3,
      });
      await gateway.follow();
      expect(await places()).toEqual(
        expect.arrayContaining(['gateway.document_content.bytes!word/document.xml', 'gateway.payload']),
      );

      expect(await erase()).toMatchObject({ counts: { documents: 1, copies: 4 } });
      await gateway.follow();
      expect(await places()).toEqual([]);
      const failed = { outcome: 'failed', reason: 'a person that this speaks of was erased' };
      expect(await execute(sealed, sealedDigest)).toEqual(failed);
      expect(await execute(plain, plainDigest)).toEqual(failed);
      expect(await rows('select id from crm.task')).toEqual([]);
    });
  });
});
