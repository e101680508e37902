import { SlackApi } from '@salesagent/channels';
import { SlackServer } from '@salesagent/channels/testing';
import type { IntegrationEvent } from '@salesagent/canon/events';
import { SettableClock } from '@salesagent/platform';
import { gatewayDatabase, type GatewayDatabase } from '../../testing/gateway-database';
import { RecordAccess } from '../crm-api/record-access';
import { storePayloads } from '../execution/payloads';
import { noteInterruptions } from './interruptions';
import { noteAsked } from './note-asked';
import { NoticeItems } from './notice-items';
import { Notices } from './notices';
import type { Recipient, Recipients, ShownInstead } from './recipients';
import { SlackSender } from './slack-sender';

const EXPORT = {
  'team.csv': 'user_id,name,manager_id\nU1,Ada Ash,U3\nU2,Bo Birch,U3\nU3,Mo Moss,\n',
  'accounts.csv': 'account_id,account,owner\nA1,Acme,U1\nA2,Beta,U2\n',
  'deals.csv':
    'deal_id,account_id,owner_id,deal_stage,engage_date,amount\nD1,A1,U1,Proposal,2026-06-01,1000\n' +
    'D2,A1,U1,Proposal,2026-06-01,2000\nD3,A2,U2,Proposal,2026-06-01,3000\n',
};
const TOKEN = 'xoxb-of-the-test';

describe('what waits for people, in Slack', () => {
  let gateway: GatewayDatabase;
  let slack: SlackServer;
  let clock: SettableClock;
  let sender: SlackSender;
  let caughtUp: boolean;
  let problems: string[];
  const people = new Map<string, Recipient>();
  /** What orchestrator says is shown instead, by person; and what was answered. */
  const instead = new Map<string, ShownInstead[]>();
  const answered = new Set<string>();
  const insteadFor = (person: string, ids: readonly string[]) =>
    new Map((instead.get(person) ?? []).filter((s) => ids.includes(s.actionId)).map((s) => [s.actionId, s]));

  beforeEach(async () => {
    [gateway, slack] = await Promise.all([
      gatewayDatabase(),
      SlackServer.start({ token: TOKEN, users: ['SU1', 'SU2'] }),
    ]);
    await gateway.load(EXPORT);
    // Slack's own stamps are of the real time.
    clock = new SettableClock(new Date());
    [caughtUp, problems] = [true, []];
    people.clear();
    instead.clear();
    answered.clear();
    for (const id of ['U1', 'U2'])
      people.set(id, { personId: id, slack: true, mail: true, slackUser: { team: 'T1', user: `S${id}` } });
    sender = newSender();
  });
  afterEach(async () => {
    await slack.stop();
    await gateway.drop();
  });

  const newSender = (): SlackSender => {
    const { pool } = gateway.database;
    return new SlackSender({
      notices: new Notices(pool, clock, 'slack', true),
      items: new NoticeItems({
        ...{ pool, access: new RecordAccess(pool), consoleUrl: 'https://console.example' },
        shownInstead: (person, ids) => Promise.resolve(insteadFor(person, ids)),
      }),
      recipients: {
        all: () => Promise.resolve(people),
        showAnew: () => Promise.resolve([...answered]),
      } as unknown as Recipients,
      slack: new SlackApi({ token: TOKEN, apiUrl: slack.apiUrl }),
      inboxUrl: 'https://console.example/inbox',
      caughtUp: () => Promise.resolve(caughtUp),
      onProblem: (problem) => problems.push(problem),
    });
  };

  const idOf = (deal: string): string => `stalled-deal-alert:opportunity/${deal}:1`;
  const event = (type: string, deal: string, data: object): IntegrationEvent =>
    ({ type, recordedAt: clock.now().toISOString(), data: { actionId: idOf(deal), ...data } }) as IntegrationEvent;
  const happened = async (...events: IntegrationEvent[]): Promise<void> => {
    const client = await gateway.database.pool.connect();
    try {
      await storePayloads(events, client);
      await noteAsked(events, client);
      await noteInterruptions(events, client);
    } finally {
      client.release();
    }
  };
  const proposed = (deal: string, accountId: string): IntegrationEvent =>
    event('ActionProposed', deal, {
      ...{ action: 'stalled-deal-alert', agent: 'qualification', subject: `opportunity/${deal}`, accountId },
      ...{ title: `Ask for the next step of ${deal}`, why: 'It stalled.', digest: `digest of ${deal}` },
      ...{ change: { kind: 'task' }, attention: { amount: 1_000 } },
    });
  const asked = (deal: string, wave: string, person = 'U1', accountId = 'A1'): Promise<void> =>
    happened(
      proposed(deal, accountId),
      event('ActionAdmitted', deal, { wave, rank: 1 }),
      event('ApprovalRequested', deal, {
        ...{ approver: { role: 'owner', personId: person }, digest: `digest of ${deal}` },
        expiresAt: new Date(clock.now().getTime() + 86_400_000).toISOString(),
      }),
    );
  const turns = async (): Promise<void> => {
    for (let n = 0; n < 20 && (await sender.turn()) === true; n++);
  };
  const later = async (seconds: number): Promise<void> => {
    clock.advance(seconds * 1_000);
    await turns();
  };
  const buttons = (n = 0) =>
    (slack.messages[n]?.blocks ?? []).flatMap(({ elements = [] }) => elements).filter(({ action_id }) => action_id);
  const words = (n = 0): string => JSON.stringify(slack.messages[n]?.blocks);

  it('is one message a person and wave, with all of it, once nobody is asked anything more', async () => {
    await asked('D1', 'morning/2026-11-26');
    await turns();
    expect(slack.calls).toEqual([]);
    await asked('D2', 'morning/2026-11-26');
    await asked('D3', 'morning/2026-11-26', 'U2', 'A2');
    await later(5);
    expect(slack.messages.map(({ channel, text }) => [channel, text])).toEqual([
      ['DSU1', '2 decisions wait for you'],
      ['DSU2', '1 decision waits for you'],
    ]);
    expect(words()).toContain('Acme');
    expect(buttons().map(({ value }) => value)).toContain(
      JSON.stringify({ actionId: idOf('D1'), digest: 'digest of D1' }),
    );
    await later(60);
    expect(slack.done('chat.postMessage')).toHaveLength(2);
    expect(slack.done('chat.update')).toHaveLength(0);
  });

  it('stays one message however often the bus is read again', async () => {
    await asked('D1', 'morning/2026-11-26');
    await later(5);
    const asking = event('ApprovalRequested', 'D1', {
      ...{ approver: { role: 'owner', personId: 'U1' }, digest: 'digest of D1' },
      expiresAt: new Date(clock.now().getTime() + 86_400_000).toISOString(),
    });
    for (let n = 0; n < 5; n++) {
      await happened(proposed('D1', 'A1'), asking);
      await later(70);
    }
    expect(slack.done('chat.postMessage')).toHaveLength(1);
  });

  it.each<[string, () => IntegrationEvent[], string]>([
    [
      'executed',
      () => [event('ActionApproved', 'D1', { by: 'U1', digest: 'd' }), event('ActionExecuted', 'D1', {})],
      'Approved by you. Done',
    ],
    [
      'rejected elsewhere',
      () => [event('ActionRejected', 'D1', { by: 'U3', reason: 'Not now' })],
      'Rejected by Mo Moss: Not now',
    ],
    ['expired', () => [event('ActionExpired', 'D1', { reason: 'x' })], 'Expired'],
    [
      'withdrawn',
      () => [event('ActionWithdrawn', 'D1', { reason: 'the deal was won' })],
      'Withdrawn: the deal was won',
    ],
    [
      'asked of somebody else',
      () => [event('ApprovalRequested', 'D1', { approver: { role: 'manager', personId: 'U3' }, digest: 'd' })],
      'Somebody else is asked now',
    ],
  ])('is shown anew in its place when it is %s', async (_how, events, said) => {
    await asked('D1', 'morning/2026-11-26');
    await later(5);
    expect(buttons()).toHaveLength(3);
    await happened(...events());
    await later(1);
    expect(slack.messages).toHaveLength(1);
    expect(buttons()).toHaveLength(0);
    expect(words()).toContain(said);
  });

  it('shows what the console shows instead, to whom it is shown, until it is answered anywhere', async () => {
    const stage = (subStage: string) => ({
      ...{ kind: 'fields', record: { type: 'opportunity', id: 'D1' }, expect: { subStage: '4.1' }, set: { subStage } },
    });
    const wrong = { actionId: idOf('D1'), change: stage('5.1') as ShownInstead['change'], digest: 'digest of wrong' };
    instead.set('U1', [wrong]);
    const proposal = proposed('D1', 'A1');
    await happened({ ...proposal, data: { ...(proposal.data as object), change: stage('4.2') } });
    await asked('D1', 'morning/2026-11-26');
    await later(5);
    expect(words()).toContain('Sub-stage: 4.1 Discovery → 5.1');
    expect(buttons().map(({ value }) => value)).toContain(
      JSON.stringify({ actionId: idOf('D1'), digest: 'digest of wrong' }),
    );
    const shownWrong = words();
    instead.clear();
    answered.add(idOf('D1'));
    await later(1);
    expect([slack.messages.length, words().includes('5.1')]).toEqual([1, false]);
    expect(words()).toContain('Sub-stage: 4.1 Discovery → 4.2');
    const masked = (text: string) => text.replace(/digest of \w+/g, 'digest').replace(/→ [^"\\]+/g, '→ X');
    expect(masked(words())).toBe(masked(shownWrong));
    await later(60);
    expect(slack.done('chat.update')).toHaveLength(1);
  });

  it('opens nothing that is sealed: what is personal is named, and decided in the console', async () => {
    const nextStep = await gateway.sealer.seal('text/contact/C1', 'e1', 'Ask Zelda Quuxmarker');
    const change = { kind: 'fields', record: { type: 'opportunity', id: 'D1' }, expect: {}, set: { nextStep } };
    const proposal = proposed('D1', 'A1');
    await happened({ ...proposal, data: { ...(proposal.data as object), change } });
    await asked('D1', 'morning/2026-11-26');
    await later(5);
    expect(words()).toContain('Next step: to be read in the console');
    expect(words()).not.toContain('Quuxmarker');
    expect(buttons()).toHaveLength(1);
  });

  it('interrupts nobody: what was asked for during the day joins the message of the morning without a sound', async () => {
    await asked('D1', 'asked/2026-11-26T07:00:00Z');
    await later(60);
    expect(slack.calls).toEqual([]);
    await asked('D2', 'morning/2026-11-26');
    await later(5);
    expect(slack.messages.map(({ text }) => text)).toEqual(['2 decisions wait for you']);
    await happened(event('ActionExpired', 'D2', { reason: 'x' }));
    await asked('D3', 'asked/2026-11-26T12:00:00Z');
    await later(5);
    expect(slack.messages.map(({ text }) => text)).toEqual(['2 decisions wait for you']);
    expect(slack.done('chat.postMessage')).toHaveLength(1);
  });

  it('goes to who stands in when it was asked of somebody who is away now, and no longer to them', async () => {
    await asked('D1', 'morning/2026-11-26');
    const approver = { role: 'owner', personId: 'U2' };
    const from = { role: 'owner', personId: 'U1' };
    await happened(event('ApprovalReassigned', 'D1', { from, approver, reason: 'U1 is away until 2026-12-01' }));
    await later(5);
    expect(slack.messages.map(({ channel, text }) => [channel, text])).toEqual([['DSU2', '1 decision waits for you']]);
    // Back again: it is with the owner once more, and the delegate's message counts it no longer.
    await happened(event('ApprovalReassigned', 'D1', { from: approver, approver: from, reason: 'U1 is back' }));
    await later(60);
    expect(slack.messages.find(({ channel }) => channel === 'DSU1')?.text).toBe('1 decision waits for you');
    expect(slack.messages.find(({ channel }) => channel === 'DSU2')?.text).not.toBe('1 decision waits for you');
  });

  const interrupts = (id: string, over: object = {}): IntegrationEvent =>
    ({
      type: 'InterruptionRaised',
      recordedAt: clock.now().toISOString(),
      data: {
        ...{ interruptionId: id, kind: 'case-escalated', personId: 'U1', subject: 'case/C1', accountId: 'A1' },
        ...{ actionId: null, expiresAt: new Date(clock.now().getTime() + 3_600_000).toISOString(), ...over },
      },
    }) as IntegrationEvent;

  it('interrupts at once for what orchestrator raised, once across restarts and instances', async () => {
    const event = interrupts('i1');
    await happened(event);
    const other = newSender();
    await Promise.all([sender.turn(), other.turn(), newSender().turn()]);
    await happened(event);
    sender = newSender();
    await later(120);
    expect(slack.messages.map(({ channel, text }) => [channel, text])).toEqual([
      ['DSU1', 'A customer has escalated a case'],
    ]);
    expect(words()).toContain('Acme');
    expect(buttons().map(({ url }) => url)).toEqual(['https://console.example/accounts/A1']);
    // The message of the morning is another one.
    await asked('D1', 'morning/2026-11-26');
    await later(5);
    expect(slack.messages.map(({ text }) => text)).toEqual([
      'A customer has escalated a case',
      '1 decision waits for you',
    ]);
  });

  it('takes a decision that interrupts out of the message of the day, and changes in its place when it ends', async () => {
    await asked('D1', 'morning/2026-11-26');
    await later(5);
    await asked('D2', 'closing/2026-11-26T12:00:00Z');
    await later(1);
    expect([slack.messages.length, words()]).toEqual([1, expect.stringContaining('next step of D2')]);
    const about = { subject: 'opportunity/D2', actionId: idOf('D2') };
    await happened(interrupts('i2', { kind: 'closing-this-week', ...about }));
    await later(1);
    expect(slack.messages.map(({ text }) => text)).toEqual([
      '1 decision waits for you',
      'A decision on a deal that closes this week',
    ]);
    expect([words(0).includes('of D2'), words(1).includes('of D2'), buttons(1).length]).toEqual([false, true, 3]);
    await happened(event('ActionExpired', 'D2', { reason: 'x' }));
    await later(1);
    expect([slack.messages[1]?.text, buttons(1)]).toEqual(['Nothing waits for you here any more', []]);
  });

  it('interrupts nobody for what is no news any more, is with somebody else, or whom Slack does not reach', async () => {
    await happened(interrupts('i3', { expiresAt: new Date(clock.now().getTime() + 60_000).toISOString() }));
    caughtUp = false;
    await later(90);
    caughtUp = true;
    await asked('D2', 'closing/2026-11-26T12:00:00Z', 'U2');
    await happened(interrupts('i4', { subject: 'opportunity/D2', actionId: idOf('D2') }));
    people.set('U1', { ...people.get('U1')!, slack: false });
    await happened(interrupts('i5'));
    await later(5);
    expect(slack.calls).toEqual([]);
  });

  it('says nothing of an account that the person does not see', async () => {
    await happened(interrupts('i6', { accountId: 'A2' }));
    await later(1);
    expect([words().includes('Beta'), slack.messages.length]).toEqual([false, 1]);
  });

  it('says nothing of a deal that the person does not see', async () => {
    await asked('D3', 'morning/2026-11-26', 'U1', 'A2');
    await later(5);
    expect(words()).toContain('Open it in the console');
    expect(words()).not.toMatch(/Beta|next step of D3/);
  });

  it('is not sent for what has ended meanwhile, to whom does not want it, or while the bus is behind', async () => {
    caughtUp = false;
    await asked('D1', 'morning/2026-11-26');
    await later(5);
    await happened(event('ActionExpired', 'D1', { reason: 'x' }));
    caughtUp = true;
    await later(5);
    people.set('U2', { ...people.get('U2')!, slack: false });
    await asked('D3', 'morning/2026-11-26', 'U2', 'A2');
    await later(5);
    expect(slack.calls).toEqual([]);
  });

  it('was posted although the answer was lost: it is found again and not posted twice', async () => {
    await asked('D1', 'morning/2026-11-26');
    slack.trouble.push({ method: 'chat.postMessage', cutAfterwards: true });
    await later(5);
    expect(problems).toHaveLength(1);
    await later(120);
    expect(slack.messages).toHaveLength(1);
    expect(slack.done('conversations.history')).toHaveLength(1);
    await happened(event('ActionExpired', 'D1', { reason: 'x' }));
    await later(1);
    expect(words()).toContain('Expired');
  });

  it('waits as long as Slack says, and tries again what Slack refused', async () => {
    await asked('D1', 'morning/2026-11-26');
    slack.trouble.push({ method: 'chat.postMessage', retryAfter: 1 });
    slack.trouble.push({ method: 'conversations.open', error: 'user_not_found' });
    await later(5);
    expect(slack.calls.map(({ method, answer }) => [method, answer])).toEqual([
      ['conversations.open', 'user_not_found'],
    ]);
    await later(61);
    expect(slack.calls.at(-1)).toMatchObject({ method: 'chat.postMessage', answer: 'ratelimited' });
    const before = slack.calls.length;
    await later(5);
    expect(slack.calls).toHaveLength(before);
    sender = newSender();
    await later(61);
    expect(slack.messages).toHaveLength(1);
    expect(problems[0]).toContain('user_not_found');
  });
});
