import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Pool } from 'pg';
import { isSealed, type Sealed } from '@salesagent/canon/events';
import { Sealer } from '@salesagent/sealing';
import { kafkaLacks } from '@salesagent/servers';
import { describeWithKafka, TraceSearch } from '@salesagent/servers/testing';
import { askService, editInCrm, newHome, salesagent, startStack, until, type RunningStack } from '../harness';
import { collectSpans, type SpanCollector } from './span-collector';
import { Warehouse, grantWarehouse } from './warehouse';
import { MARKERS, PERSON, writeCompanyOf, writeNewerExport } from './traced-person';

interface Holding {
  held: { kind: string; field: string; value: unknown }[];
}
interface Inbox {
  items: { actionId: string; digest: string; state: string }[];
}

/** Where the CRM, its change capture and the memory of imports hold people in plain; nothing else may. */
const PLAIN = ['crm.activity', 'crm.change', 'crm.contact', 'crm.imported', 'crm.task'];

/**
 * A person goes through the whole system: import, drafts to them, a task that names them, an approved and executed
 * proposal. Then they are erased, and everything there is is searched.
 */
const everyBus = process.env['ERASURE_BUSES'] === 'every';
// The everyday run goes through it once: on Kafka, which keeps a copy more; on the database where no Kafka can be had.
if (everyBus || kafkaLacks() !== null) describe('a person who asks to be erased', () => story('postgres'));
describeWithKafka('a person who asks to be erased, where Kafka carries the events', () => story('kafka'));

function story(bus: 'postgres' | 'kafka'): void {
  const home = newHome();
  const folder = join(home, 'export');
  const company = writeCompanyOf(folder);
  const search = new TraceSearch(MARKERS);
  let spans: SpanCollector;
  let stack: RunningStack;
  let pool: Pool;
  let token: string;

  beforeAll(async () => {
    spans = await collectSpans();
    const environment = { LOG_LEVEL: 'debug', OTEL_EXPORTER_OTLP_ENDPOINT: spans.endpoint, ...grantWarehouse(folder) };
    stack = await startStack({ home, importFolder: folder, environment, bus });
    const { port, database } = stack.record().postgres;
    const password = readFileSync(join(home, 'postgres/password'), 'utf8').trim();
    pool = new Pool({ host: '127.0.0.1', port, database, user: 'postgres', password, max: 2 });
    pool.on('error', () => undefined);
    token = readFileSync(join(home, 'operator-token'), 'utf8').trim();
  }, 300_000);
  afterAll(async () => {
    await pool?.end();
    await stack?.stop();
    await spans?.close();
  }, 60_000);

  const places = async (): Promise<string[]> => {
    const { traces } = await search.inDatabase(pool);
    return [...new Set(traces.map(({ place }) => place))].sort();
  };
  /** Logs, Temporal's histories, keys and records of the stack; the export is the operator's, the heap is the tables'. */
  const files = (sought = search) => sought.inFolder(home, ['export', 'postgres']);
  const count = async (sql: string): Promise<number> =>
    Number((await pool.query<{ n: string }>(`select count(*) as n from ${sql}`)).rows[0]!.n);
  const sealedOf = async (): Promise<Sealed[]> => {
    const { rows } = await pool.query<{ data: unknown }>(
      'select data from gateway.event union all select data from lead_gen.event',
    );
    return rows
      .flatMap(({ data }) => sealedIn(data))
      .filter((s) => s.subject.endsWith('contact/C1') || s.subject === 'text/activity/N1');
  };

  it('is held, drafted to, named in tasks, and worked on by approved proposals', async () => {
    const { deal } = company.cells[0]!;
    const { rows } = await pool.query<{ id: string }>(`select id from crm.person where name = 'Rep Number1'`);
    // A message is signed by the account's owner, and written when the persona is known.
    await editInCrm(stack, token, 'account/account-1', { ownerId: rows[0]!.id });
    await editInCrm(stack, token, PERSON.ref, { persona: 'finance' });
    await editInCrm(stack, token, `opportunity/${deal}`, { ownerId: rows[0]!.id, nextStep: `Ask ${PERSON.name}` });
    await askService(stack, 'gateway', '/crm/task', {
      token,
      method: 'POST',
      body: { title: `Call ${PERSON.name}`, body: `at ${PERSON.phone}`, accountId: 'account-1' },
    });
    const { items } = await until(
      'a proposal about their deal waits',
      () => stack.api<Inbox>('/api/inbox'),
      (inbox) => inbox.items.some((i) => i.actionId.includes(deal) && i.state === 'awaiting'),
    );
    const { actionId, digest } = items.find((i) => i.actionId.includes(deal))!;
    const path = `/api/approvals/${encodeURIComponent(actionId)}`;
    const decide = (decision: object) =>
      stack.api(`${path}/decision`, { method: 'POST', body: { digest, evidenceOpened: true, ...decision } });
    // What is kept in the clear for good names nobody: not the reason of a rejection, not an edited task.
    const { change } = await stack.api<{ change: object }>(path);
    await expect(decide({ decision: 'reject', reason: `${PERSON.name} has no time` })).rejects.toThrow(
      /names-a-person/,
    );
    const edited = { ...change, title: `Call ${PERSON.name}` };
    await expect(decide({ decision: 'approve', edited })).rejects.toThrow(/names-a-person/);
    await decide({ decision: 'approve', edited: { ...change, title: 'Call the buyer' } });
    await until(
      'it is executed',
      () => count(`crm.task where created_by = '${actionId}'`),
      (n) => n === 1,
    );
    await until(
      'a sequence is drafted',
      () => count(`lead_gen.event where stream like '%sequence-drafting:contact/C1'`),
      (n) => n > 0,
    );
    await until(
      'the console has read all',
      () => count(`console.timeline where subject like 'task/%'`),
      (n) => n >= 2,
    );
  }, 240_000);

  it('is told everything that is held, opened', async () => {
    const { status, out, err } = await salesagent(home, 'subject', 'export', PERSON.ref, '--format', 'json');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const { held } = JSON.parse(out) as Holding;
    const said = (kind: string) =>
      held
        .filter((h) => h.kind === kind)
        .map((h) => String(h.value))
        .join('\n');
    expect(said('record')).toContain(PERSON.email);
    expect(said('text')).toContain('prefersmauvecurtains');
    expect(said('event')).toContain(PERSON.phone);
    expect(said('draft')).toContain(`Hello ${PERSON.name}`);
  });

  it('is opened for a consumer elsewhere as far as its grant goes, and for nobody without one', async () => {
    const sealed = await sealedOf();
    const contact = sealed.find((s) => s.subject === 'contact/C1')!;
    const text = sealed.find((s) => s.subject === 'text/activity/N1')!;
    const warehouse = await Warehouse.signIn(stack);
    const { status, body } = await warehouse.open([contact, text]);
    expect(status).toBe(200);
    expect(body.values).toEqual([{ value: expect.any(String) }, { value: null, refused: true }]);
    expect((await warehouse.ask('/crm/contact')).status).toBe(403);
    expect(
      (await askService(stack, 'gateway', '/sealed/open', { method: 'POST', body: { values: [] }, token })).status,
    ).toBe(403);
  });

  it('is seen by the search in the CRM, and in no log, history or span', async () => {
    expect(await places()).toEqual([...PLAIN, 'crm.opportunity'].sort());
    expect(files().traces).toEqual([]);
    expect(search.in('spans', spans.bytes())).toEqual([]);
    // The search sees what is there: an action's id is in logs, histories and spans.
    const action = new TraceSearch(['stalled-deal-alert']);
    expect(files(action).traces.map(({ place }) => place)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^temporal\//)]),
    );
    expect(action.in('spans', spans.bytes())).not.toEqual([]);
    expect(search.inFolder(folder).traces.map(({ place }) => place)).toContain('contacts.csv');
  });

  it('is erased by one command, which first says what would go', async () => {
    const request = ['subject', 'erase', PERSON.ref, '--reason', 'request 17'];
    const dry = await salesagent(home, ...request);
    expect([dry.status, dry.out]).toEqual([0, expect.stringContaining('Nothing has been changed')]);
    expect(await places()).not.toEqual([]);
    const done = await salesagent(home, ...request, '--yes');
    expect([done.status, done.out]).toEqual([0, expect.stringContaining('is erased')]);
    expect((await salesagent(home, ...request, '--yes')).out).toContain('nothing is left to erase');
  });

  it('is in no table, topic, document, history, log or span any more, in plain, base64 or hex', async () => {
    await until(
      'the erasure has reached the console',
      () => count(`console.timeline where type = 'SubjectErased'`),
      (n) => n === 1,
    );
    const { traces, tables, rows } = await search.inDatabase(pool);
    expect(traces).toEqual([]);
    expect([tables > 60, rows > 1_000]).toEqual([true, true]);
    const searched = files();
    expect(searched.traces).toEqual([]);
    expect(existsSync(join(home, 'logs/gateway.log'))).toBe(true);
    expect(search.in('spans', spans.bytes())).toEqual([]);
  });

  it('cannot be opened by whoever holds the keys that are left', async () => {
    const sealed = await sealedOf();
    expect(sealed.length).toBeGreaterThan(5);
    expect(new Set((await new Sealer(pool).openEach(sealed)).map(({ state }) => state))).toEqual(new Set(['erased']));
    const { body } = await (await Warehouse.signIn(stack)).open(sealed.filter((s) => s.subject === 'contact/C1'));
    expect(new Set(body.values.map((v) => JSON.stringify(v)))).toEqual(
      new Set([JSON.stringify({ value: null, erased: true })]),
    );
  });

  it('does not come back with the same export, or with a newer one', async () => {
    writeNewerExport(folder);
    const { status, out } = await salesagent(home, 'import', folder, '--json');
    expect(status).toBe(0);
    expect(out).toContain('erased-person');
    expect(await places()).toEqual([]);
    expect(files().traces).toEqual([]);
  }, 120_000);

  it('leaves every projection as the bus makes it', async () => {
    for (const projection of ['console.read-models', 'lead-gen.mirror']) {
      const { status, out } = await salesagent(home, 'rebuild', projection, '--dry-run');
      expect([status, out]).toEqual([0, expect.stringMatching(/equal/i)]);
    }
  }, 120_000);

  it('leaves the deals and their numbers as they were', async () => {
    expect(await count(`crm.opportunity where outcome = 'won' and amount is not null`)).toBe(100);
    expect(await count(`crm.activity where contact_id = 'C1' and notes is null`)).toBe(2);
  });
}

function sealedIn(value: unknown): Sealed[] {
  if (isSealed(value)) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(sealedIn) : [];
}
