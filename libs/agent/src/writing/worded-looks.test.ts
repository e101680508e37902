import { INTEGRATION_EVENTS } from '@salesagent/canon/events';
import { EventStore } from '@salesagent/event-store';
import { OpenAiModel } from '@salesagent/llm';
import { reply, startStandIn, type Reply, type StandIn } from '@salesagent/llm/testing';
import { MirrorSnapshot } from '@salesagent/mirror';
import { SettableClock } from '@salesagent/platform';
import { Sealer, vaultDdl } from '@salesagent/sealing';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { z } from 'zod';
import { basePlaybook } from '../../testing/playbooks';
import { row } from '../../testing/records';
import { ActionStates } from '../action-states';
import { agentServiceDdl, defineAction, personal, subjectAndBody } from '../index';
import { BatchContext } from '../batch-context';
import { CompanyFacts } from '../company-facts';
import { EvaluationQueue, type Evaluation } from '../evaluation-queue';
import { Looks } from '../looks';
import { settingsOf } from '../settings';
import { modelsOf } from './writer-of';

jest.setTimeout(120_000);

interface Facts {
  contactName: string;
  accountName: string;
  ownerName: string;
  productName: string;
  /** Beside what counts as news. */
  persona: string;
}

/** One touch to a contact, as a model words it. */
const drafting = defineAction<Facts, object>({
  ...{
    id: 'sequence-drafting',
    reader: 'customer',
    rules: z.looseObject({}),
    needs: { contact: ['name', 'persona'] },
    on: [],
  },
  gather: (contact) => ({
    ...{ contactName: String(contact.fields['name']), accountName: 'Isdom' },
    ...{ ownerName: 'Anna Snelling', productName: 'GTX Basic', persona: String(contact.fields['persona'] ?? '') },
  }),
  decide: (facts) => ({ kind: 'insight', values: {}, reasons: [], material: facts.contactName }),
  async draft(decision, facts, words) {
    if (decision.kind !== 'insight') return decision;
    const values = { ...facts };
    const as = { first: true, sentBy: 'person' as const, channel: 'mail' as const };
    const people = { contactName: 'contact/any', ownerName: 'person/P1' };
    const [touch] = await words.write([{ heading: 'Touch 3', values, wordsAtMost: 60, as }], people);
    const { subject, body } = subjectAndBody(touch!.text);
    return {
      ...decision,
      values: { by: touch!.by.by, body: personal(`text/contact/any`, body, []) },
      customerTexts: [{ subject, body, ...as }],
    };
  },
});

/** An action whose words no customer reads, that the same events wake. */
const noticing = defineAction<object, object>({
  ...{ id: 'deal-risk', rules: z.looseObject({}), needs: { opportunity: [] }, on: [] },
  gather: () => ({}),
  decide: () => ({ kind: 'nothing', reason: 'all is well' }),
});

const OWN = '3-pipeline/sequence-drafting#touch-3';
const ANSWER = {
  parts: [
    {
      id: OWN,
      paragraphs: [
        [{ text: 'Subject: GTX Basic, in one page', from: [OWN] }],
        [{ text: 'Hello {{person_1}},', from: [] }],
        [{ text: 'Written for your role, I can send one page on GTX Basic.', from: [OWN] }],
        [{ text: 'Shall I?', from: [] }],
        [{ text: '{{person_2}}', from: [] }],
      ],
    },
  ],
};

const SCHEMA = 'lead_gen';
let database: TestDatabase;
let server: StandIn;
let looks: Looks;
let script: () => Reply = () => reply.value(ANSWER);
let stopping = new AbortController();

beforeAll(async () => {
  database = await testDatabase();
  server = await startStandIn(() => script());
  const { pool } = database;
  await pool.query(`${vaultDdl()} create schema ${SCHEMA}; ${agentServiceDdl(SCHEMA)}`);
  const playbook = basePlaybook();
  const settings = settingsOf(drafting, playbook);
  if (!settings.on) throw new Error(settings.reason);
  const sealer = new Sealer(pool);
  const model = new OpenAiModel({ model: 'stand-in', provider: 'local', baseUrl: server.baseUrl, maxAttempts: 1 });
  looks = new Looks({
    ...{
      store: new EventStore(pool, { schema: SCHEMA, ...INTEGRATION_EVENTS }),
      pool,
      schema: SCHEMA,
      playbook: () => playbook,
      sealer,
    },
    clock: new SettableClock(new Date('2026-03-02T09:00:00Z')),
    actions: new Map([drafting, noticing].map((action) => [action.id, action])),
    settings: new Map([drafting, noticing].map(({ id }) => [id, settings.settings])),
    facts: new CompanyFacts(SCHEMA, []),
    states: new ActionStates(SCHEMA),
    queue: new EvaluationQueue(pool, SCHEMA),
    models: modelsOf({ model, sealer, pool, schema: SCHEMA, company: 'acme' }),
    stopping: () => stopping.signal,
  });
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

/** Looks at contacts as events or a pass ask for them; how each draft was written, and how often the model was asked. */
async function take(
  ids: readonly string[],
  inPass = false,
  fields: object = {},
  beside: readonly string[] = [],
): Promise<{ written: string[]; asked: number }> {
  const mirror = MirrorSnapshot.of(ids.map((id) => row('contact', id, { name: `Kim ${id}`, ...fields })));
  const context = new BatchContext({
    ...{ mirror, businessDate: '2026-03-02', winCurve: null, playbook: looks.parts.playbook(), tallies: new Map() },
    ...{ holds: () => Promise.resolve(true), open: (value: unknown) => Promise.resolve(value) },
  });
  const wanted = (action: string, subject: string): Parameters<EvaluationQueue['add']>[1][number] => ({
    ...{ action, subject, cause: `cause-${subject}`, correlationId: 'c' },
    ...{ traceparent: null, requestId: null, importRecordedAt: null },
  });
  const asked = [
    ...ids.map((id) => wanted(drafting.id, `contact/${id}`)),
    ...beside.map((id) => wanted(noticing.id, `opportunity/${id}`)),
  ];
  const client = await database.pool.connect();
  await looks.parts.queue.add(client, asked).finally(() => client.release());
  const rows: Evaluation[] = (await looks.parts.queue.singles(100)).filter((r) =>
    [...ids, ...beside].includes(r.subject.split('/')[1]!),
  );
  const before = server.requests.length;
  await looks.take(rows, context, inPass);
  if (!stopping.signal.aborted) await looks.parts.queue.done(database.pool, rows);
  const { rows: events } = await database.pool.query<{ by: string }>(
    `select data->'values'->>'by' as by from ${SCHEMA}.event where type = 'InsightRecorded' and data->>'subject' = any($1)`,
    [ids.map((id) => `contact/${id}`)],
  );
  return { written: events.map(({ by }) => by), asked: server.requests.length - before };
}

const many = (n: number, prefix: string): string[] => Array.from({ length: n }, (_, i) => `${prefix}${i}`);

describe('looks that a model may word', () => {
  it('are worded where an event asks for one, and recorded with who wrote them', async () => {
    expect(await take(['A'])).toEqual({ written: ['model'], asked: 1 });
  });

  it('say nothing new when they are taken again, and the model is not asked', async () => {
    expect(await take(['A'])).toEqual({ written: ['model'], asked: 0 });
  });

  it('are not worded for a fact that is no news, nor over the templates of a pass', async () => {
    expect(await take(['A'], false, { persona: 'finance' })).toEqual({ written: ['model'], asked: 0 });
    await take(['I'], true);
    expect(await take(['I'], false, { persona: 'finance' })).toEqual({ written: ['template'], asked: 0 });
    expect(await take(['I'], false, { name: 'Kim News' })).toEqual({ written: ['template', 'model'], asked: 1 });
  });

  it('are templates in a pass over all subjects', async () => {
    const { written, asked } = await take(many(10, 'P'), true);
    expect(new Set(written)).toEqual(new Set(['template']));
    expect(asked).toBe(0);
  });

  it('are templates in a backlog that must not wait for a model', async () => {
    const { written, asked } = await take(many(26, 'B'));
    expect(written).toHaveLength(26);
    expect(new Set(written)).toEqual(new Set(['template']));
    expect(asked).toBe(0);
  });

  it('are worded however many looks of other actions are due beside them', async () => {
    expect(await take(['Q'], false, {}, many(40, 'O'))).toEqual({ written: ['model'], asked: 1 });
  });

  it('are left in the queue when the service stops while a model writes, and worded after the next start', async () => {
    script = () => {
      stopping.abort();
      return reply.later(60_000, reply.value(ANSWER));
    };
    expect(await take(many(6, 'S'))).toMatchObject({ written: [] });
    const waiting = await looks.parts.queue.singles(100);
    expect(waiting.map(({ subject }) => subject)).toEqual(many(6, 'contact/S'));
    stopping = new AbortController();
    script = () => reply.value(ANSWER);
    expect(await take(many(6, 'S'))).toEqual({ written: many(6, 'S').map(() => 'model'), asked: 6 });
  });
});
