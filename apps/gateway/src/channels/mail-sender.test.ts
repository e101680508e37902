import { Mailer } from '@salesagent/channels';
import type { IntegrationEvent } from '@salesagent/canon/events';
import { SettableClock } from '@salesagent/platform';
import { freePort, startMail, type MailServer } from '@salesagent/servers';
import { describeWithMail } from '@salesagent/servers/testing';
import { gatewayDatabase, type GatewayDatabase } from '../../testing/gateway-database';
import { RecordAccess } from '../crm-api/record-access';
import { storePayloads } from '../execution/payloads';
import { MailSender } from './mail-sender';
import { noteInterruptions } from './interruptions';
import { noteAsked } from './note-asked';
import { NoticeItems } from './notice-items';
import { Notices } from './notices';
import type { Recipient, Recipients, ShownInstead } from './recipients';

const EXPORT = {
  'team.csv': 'user_id,name,email,manager_id\nU1,Ada Ash,ada@ours.example,U2\nU2,Mo Moss,mo@ours.example,\n',
  'accounts.csv': 'account_id,account,owner\nA1,Acme,U1\n',
  'deals.csv':
    'deal_id,account_id,owner_id,deal_stage,engage_date,amount\nD1,A1,U1,Proposal,2026-06-01,1000\nD2,A1,U1,Proposal,2026-06-01,2000\n',
};

describeWithMail('what waits for people, by mail', () => {
  let server: MailServer;
  let gateway: GatewayDatabase;
  let clock: SettableClock;
  let problems: string[];
  let mailer: Mailer | null = null;
  const chosen = new Map<string, Recipient>();
  const instead = new Map<string, ShownInstead>();

  beforeAll(async () => void (server = await startMail()), 240_000);
  afterAll(() => server?.stop());
  beforeEach(async () => {
    gateway = await gatewayDatabase();
    await gateway.load(EXPORT);
    clock = new SettableClock(new Date('2026-11-26T08:00:00Z'));
    problems = [];
    chosen.clear();
    instead.clear();
  });
  afterEach(async () => {
    mailer?.close();
    await gateway.drop();
  });

  const senderBy = (url: string): MailSender => {
    const { pool } = gateway.database;
    mailer = new Mailer(url, 'Sales agent <agent@ours.example>');
    return new MailSender({
      ...{ pool, mailer, caughtUp: () => Promise.resolve(true), onProblem: (problem) => problems.push(problem) },
      notices: new Notices(pool, clock, 'mail', false),
      items: new NoticeItems({
        ...{ pool, access: new RecordAccess(pool), consoleUrl: 'https://console.example' },
        shownInstead: () => Promise.resolve(instead),
      }),
      recipients: { all: () => Promise.resolve(chosen) } as unknown as Recipients,
      places: { inboxUrl: 'https://console.example/inbox', settingsUrl: 'https://console.example/notifications' },
    });
  };
  const asked = async (deal: string, wave: string): Promise<void> => {
    const actionId = `stalled-deal-alert:opportunity/${deal}:1`;
    const event = (type: string, data: object): IntegrationEvent =>
      ({ type, recordedAt: clock.now().toISOString(), data: { actionId, ...data } }) as IntegrationEvent;
    const client = await gateway.database.pool.connect();
    const expiresAt = new Date(clock.now().getTime() + 86_400_000).toISOString();
    const events = [
      event('ActionProposed', {
        ...{ action: 'stalled-deal-alert', subject: `opportunity/${deal}`, accountId: 'A1', digest: 'd', change: {} },
        ...{ title: `Ask about ${deal}`, why: 'It stalled.', attention: { amount: 1_000 } },
      }),
      event('ActionAdmitted', { wave, rank: 1 }),
      event('ApprovalRequested', { approver: { role: 'owner', personId: 'U1' }, digest: 'd', expiresAt }),
    ];
    await storePayloads(events, client);
    await noteAsked(events, client).finally(() => client.release());
  };
  const turns = async (sender: MailSender, seconds: number): Promise<void> => {
    clock.advance(seconds * 1_000);
    for (let n = 0; n < 20 && (await sender.turn()) === true; n++);
  };

  it('is one mail a person and wave, with a link for each into the console', async () => {
    const before = await server.received('ada@ours.example');
    const sender = senderBy(server.smtpUrl);
    await asked('D1', 'morning/2026-11-26');
    await asked('D2', 'morning/2026-11-26');
    await turns(sender, 5);
    expect(await server.received('ada@ours.example')).toHaveLength(before.length);
    await turns(sender, 30);
    await turns(sender, 3_600);
    const [mail, ...more] = (await server.received('ada@ours.example')).slice(before.length);
    expect(more).toEqual([]);
    expect(mail?.subject).toBe('2 decisions wait for you');
    const text = mail?.source.replaceAll('=\r\n', '').replaceAll('=3D', '=') ?? '';
    expect(text).toContain('Auto-Submitted: auto-generated');
    for (const deal of ['D1', 'D2'])
      expect(text).toContain(
        `https://console.example/inbox/${encodeURIComponent(`stalled-deal-alert:opportunity/${deal}:1`)}`,
      );
    expect(await server.received('mo@ours.example')).toEqual([]);

    await asked('D1', 'morning/2026-11-27');
    await turns(sender, 60);
    expect((await server.received('ada@ours.example')).length).toBe(before.length + 1);
  });

  it('is not sent to whom has turned it off', async () => {
    chosen.set('U1', { personId: 'U1', slack: true, mail: false, slackUser: null });
    const before = await server.received('ada@ours.example');
    const sender = senderBy(server.smtpUrl);
    await asked('D1', 'morning/2026-11-26');
    await turns(sender, 60);
    expect(await server.received('ada@ours.example')).toHaveLength(before.length);
  });

  it('is a mail of its own for what interrupts, once', async () => {
    const before = await server.received('ada@ours.example');
    const client = await gateway.database.pool.connect();
    const expiresAt = new Date(clock.now().getTime() + 3_600_000).toISOString();
    const about = { kind: 'hot-inbound', personId: 'U1', subject: 'activity/X1', accountId: 'A1', actionId: null };
    const raised = { type: 'InterruptionRaised', recordedAt: clock.now().toISOString() };
    const event = { ...raised, data: { interruptionId: 'i1', ...about, expiresAt } } as IntegrationEvent;
    await noteInterruptions([event], client).finally(() => client.release());
    await turns(senderBy(server.smtpUrl), 1);
    await turns(senderBy(server.smtpUrl), 120);
    const [mail, ...more] = (await server.received('ada@ours.example')).slice(before.length);
    expect([mail?.subject, more]).toEqual(['A lead got in touch and waits for an answer', []]);
    expect(mail?.source.replaceAll('=3D', '=')).toContain('https://console.example/accounts/A1');
  });

  it('is tried again while the server is away, as the same mail', async () => {
    const before = await server.received('ada@ours.example');
    await asked('D1', 'morning/2026-11-26');
    await turns(senderBy(`smtp://127.0.0.1:${await freePort()}`), 60);
    expect(problems).toHaveLength(1);
    const sender = senderBy(server.smtpUrl);
    await turns(sender, 60);
    await turns(sender, 60);
    const sent = (await server.received('ada@ours.example')).slice(before.length);
    expect(sent.map(({ messageId }) => messageId)).toEqual([expect.stringMatching(/^<[0-9a-f]{32}@ours\.example>$/)]);
  });
});
