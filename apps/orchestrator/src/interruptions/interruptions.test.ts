import { addDays } from '@salesagent/canon/sales';
import type { IntegrationEvent } from '@salesagent/canon/events';
import { ACompany, vera } from '../../testing/a-company';
import { ChannelLinks } from '../channels/channel-links';
import { Interruptions } from './interruptions';

jest.setTimeout(60_000);

let company: ACompany;
let links: ChannelLinks;

/** Moves real time on to the next Tuesday at so many hours UTC, so that no test falls on a weekend or a quarter's end. */
function aTuesdayAt(hours: number): void {
  do {
    const now = company.clock.now();
    const days = (9 - now.getUTCDay()) % 7 || 7;
    const day = addDays(now.toISOString().slice(0, 10), days);
    company.clock.advance(Date.parse(`${day}T00:00:00Z`) + hours * 3_600_000 - now.getTime());
    // A quarter's last business days are quiet.
  } while (company.clock.now().getUTCMonth() % 3 === 2);
}

beforeAll(async () => {
  company = await ACompany.start();
  links = new ChannelLinks(company.store, company.clock);
  await company.deliver(
    company.event('BusinessClockSet', 'import/0', { mode: 'live', date: null }),
    company.record('PersonRegistered', 'person', 'ben', { role: 'rep', managerId: 'mara', active: true }),
  );
}, 240_000);
afterAll(() => company?.stop());
beforeEach(async () => {
  aTuesdayAt(10);
  await company.database.pool.query('delete from orchestrator.interruption');
  await company.database.pool.query('delete from orchestrator.channel_preference');
});

const turn = () => company.orchestration.interruptions.turn();
interface Raised {
  kind: string;
  personId: string;
  subject: string;
  accountId: string | null;
  actionId: string | null;
}
const raised = async (): Promise<Raised[]> => {
  const { rows } = await company.database.pool.query<{ data: Raised }>(
    `select e.data from orchestrator.event e join orchestrator.interruption i on e.stream = 'interruption/' || i.interruption_id
     where e.type = 'InterruptionRaised' order by e.position`,
  );
  return rows.map(({ data }) => data);
};
const why = async (): Promise<(string | null)[]> => {
  const { rows } = await company.database.pool.query<{ why: string | null }>(
    `select why from orchestrator.interruption where state = 'over' order by interruption_id`,
  );
  return rows.map((row) => row.why);
};
let cases = 0;
const escalation = async (account: string): Promise<IntegrationEvent> => {
  const id = `case-${++cases}`;
  await company.deliver(company.record('CaseOpened', 'case', id, { accountId: `acc-${account}`, escalationLevel: 0 }));
  return company.record('CaseEscalated', 'case', id, { escalationLevel: 1 });
};
let activities = 0;
const touch = (account: string, direction: 'inbound' | 'outbound', minutesAgo = 1, over: object = {}) =>
  company.record('ActivityLogged', 'activity', `activity-${++activities}`, {
    ...{ accountId: `acc-${account}`, ownerId: 'anna', type: 'email', direction },
    happenedAt: new Date(company.clock.now().getTime() - minutesAgo * 60_000).toISOString(),
    ...over,
  });

describe('a customer’s escalation', () => {
  it('interrupts the owner of the account once, however often it is delivered and whoever looks', async () => {
    await company.deal('i1', 'T2');
    const event = await escalation('i1');
    await company.deliver(event);
    const other = new Interruptions(company.store, company.clock, { admit: () => Promise.reject(new Error('no')) });
    await Promise.all([turn(), other.turn(), turn()]);
    await company.deliver(event);
    await turn();
    expect(await raised()).toEqual([
      expect.objectContaining({ kind: 'case-escalated', personId: 'anna', accountId: 'acc-i1', actionId: null }),
    ]);
  });

  it('goes to who stands in while the owner is away', async () => {
    await company.deal('i2', 'T2');
    const today = company.clock.now().toISOString().slice(0, 10);
    const absence = { personId: 'anna', from: today, until: addDays(today, 1), delegateId: 'ben' };
    await company.orchestration.absences.set(absence, vera);
    await company.deliver(await escalation('i2'));
    await turn();
    await company.orchestration.absences.end('anna', vera);
    expect((await raised()).map(({ personId }) => personId)).toEqual(['ben']);
  });

  it('waits for the person’s own hours, and is over after the next business day', async () => {
    await company.deal('i3', 'T2');
    const hours = { wanted: true, from: '08:00', until: '18:00', timeZone: 'America/New_York' };
    await links.choose('anna', { slack: true, mail: true }, hours);
    await company.deliver(await escalation('i3'));
    await turn();
    expect(await raised()).toEqual([]);
    company.clock.advance(4 * 3_600_000);
    await turn();
    expect(await raised()).toHaveLength(1);

    await company.deliver(await escalation('i3'));
    company.clock.advance(3 * 86_400_000);
    await turn();
    expect([(await raised()).length, await why()]).toEqual([1, ['it is no news any more']]);
  });

  it('is told although many others wait for somebody’s own hours before it', async () => {
    await company.deal('i3b', 'T2');
    const hours = { wanted: true, from: '08:00', until: '18:00', timeZone: 'America/New_York' };
    await links.choose('ben', { slack: true, mail: true }, hours);
    await company.database.pool.query(
      `insert into orchestrator.interruption (interruption_id, kind, subject, asked_id, at)
       select 'for-ben-' || n, 'case-escalated', 'case/for-ben-' || n, 'ben', $1 from generate_series(1, 450) n`,
      [new Date(company.clock.now().getTime() - 60_000)],
    );
    await company.deliver(await escalation('i3b'));
    await turn();
    expect((await raised()).map(({ personId }) => personId)).toEqual(['anna']);
  });

  it('is not for who wants no interruptions, nor when the case is closed or an import tells it', async () => {
    await company.deal('i4', 'T2');
    const hours = { wanted: false, from: '08:00', until: '18:00', timeZone: null };
    await links.choose('anna', { slack: true, mail: true }, hours);
    expect((await links.of('anna')).interruptions).toEqual(hours);
    await links.choose('anna', { slack: true, mail: false });
    expect((await links.of('anna')).interruptions).toEqual(hours);
    await company.deliver(await escalation('i4'));
    await turn();
    expect([await raised(), await why()]).toEqual([[], ['the person wants no interruptions']]);
    await links.choose('anna', { slack: true, mail: true }, { ...hours, wanted: true });
    const event = await escalation('i4');
    await company.deliver(event);
    const { recordId } = event.data as { recordId: string };
    await company.deliver(company.record('CaseClosed', 'case', recordId, { status: 'closed' }));
    await company.deliver(company.record('CaseEscalated', 'case', 'of-old', { accountId: 'acc-i4' }, 'import'));
    await turn();
    expect([await raised(), (await why()).length]).toEqual([[], 2]);
  });

  it('interrupts at most so often a day', async () => {
    await company.deal('i5', 'T2');
    for (let n = 0; n < 7; n++) await company.deliver(await escalation('i5'));
    await Promise.all([turn(), turn(), turn()]);
    expect(await raised()).toHaveLength(5);
    company.clock.advance(86_400_000);
    await turn();
    expect(await raised()).toHaveLength(7);
  });
});

describe('a hot inbound', () => {
  it('interrupts once a conversation and day, while nobody has answered', async () => {
    await company.deal('h1', 'T2', { subStage: '3.2' });
    await company.deal('h2', 'T2', { subStage: '3.2' });
    await company.deliver(touch('h1', 'inbound'), touch('h1', 'inbound'), touch('h2', 'inbound', 5));
    await company.deliver(touch('h2', 'outbound'));
    await turn();
    expect(await raised()).toEqual([expect.objectContaining({ kind: 'hot-inbound', accountId: 'acc-h1' })]);
    expect(await why()).toEqual(['somebody has answered']);
  });

  it('is no touch of a deal that is further on, of long ago, or by an agent', async () => {
    await company.deal('h3', 'T2', { subStage: '4.2' });
    await company.deal('h4', 'T2', { subStage: '3.1' });
    await company.deliver(touch('h3', 'inbound'));
    await company.deliver(touch('h4', 'inbound', 300), touch('h4', 'inbound', 1, { byAgent: true }));
    await turn();
    expect([await raised(), await why()]).toEqual([[], ['it is no lead, but a conversation that is going on']]);
  });
});

describe('a decision on a deal that closes this week', () => {
  const closing = () => ({ expectedCloseDate: company.clock.now().toISOString().slice(0, 10) });
  const proposed = async (id: string, fields: Record<string, unknown>) => {
    await company.deal(id, 'T2', fields);
    const p = company.proposal({ opportunity: id });
    await company.propose(p);
    await company.turn();
    return p;
  };

  it('does not wait for the morning, and interrupts who is asked; others wait', async () => {
    const now = await proposed('c1', closing());
    const later = await proposed('c2', {
      expectedCloseDate: addDays(company.clock.now().toISOString().slice(0, 10), 30),
    });
    await turn();
    await company.turn();
    await company.until(now.actionId, 'open');
    expect(await company.state(later.actionId)).toBe('queued');
    await turn();
    await turn();
    expect(await raised()).toEqual([
      expect.objectContaining({ kind: 'closing-this-week', personId: 'anna', actionId: now.actionId }),
    ]);
  });

  it('stays in the docket at night and within the caps of the day', async () => {
    aTuesdayAt(20);
    const p = await proposed('c3', closing());
    await turn();
    expect(await company.state(p.actionId)).toBe('queued');
    aTuesdayAt(10);
    for (let n = 0; n < 6; n++) await proposed(`c4-${n}`, closing());
    await turn();
    const { rows } = await company.database.pool.query<{ n: number }>(
      `select count(*)::int as n from orchestrator.docket where opportunity_id like 'c4-%' and admitted_at is not null`,
    );
    expect(rows[0]?.n).toBe(5);
  });
});

describe('while the business clock is frozen', () => {
  it('interrupts nobody', async () => {
    await company.deal('f1', 'T2');
    await company.deliver(company.event('BusinessClockSet', 'import/1', { mode: 'frozen', date: '2017-12-31' }));
    await company.deliver(await escalation('f1'));
    await turn();
    expect([await raised(), await why()]).toEqual([[], ['the business clock is frozen']]);
  });
});
