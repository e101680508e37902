import { join } from 'node:path';
import { loadPrompts, noModel, OpenAiModel } from '@salesagent/llm';
import { reply, startStandIn, type Heard, type Reply, type StandIn } from '@salesagent/llm/testing';
import { Sealer, vaultDdl } from '@salesagent/sealing';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { basePlaybook } from '../../testing/playbooks';
import { sequenceSettings } from '../../testing/sequence';
import { draftDdl } from '../ddl';
import { Words } from '../words';
import { DraftMemory } from './memory';
import { ModelWriter } from './model-writer';
import type { Written } from './part';
import { Pen } from './pen';

jest.setTimeout(120_000);

const settings = sequenceSettings(basePlaybook());
const facts = {
  ...{ contactName: 'Kim Meyer', accountName: 'Isdom', ownerName: 'Anna Snelling', persona: 'operations' },
  ...{ productName: 'GTX Basic', reasonDate: '2017-03-02' },
};
const values = { ...facts, personaGoal: 'less waiting', reasonSentence: 'Isdom bought GTX Basic on 2017-03-02.' };
const OWN = '3-pipeline/sequence-drafting#touch-1';
const TEMPLATE = /What people in your role usually want from it/;

let database: TestDatabase;
let server: StandIn;
let script: (heard: Heard, n: number) => Reply;
let subjects = 0;

beforeAll(async () => {
  database = await testDatabase();
  await database.pool.query(`${vaultDdl()} create schema lead_gen; ${draftDdl('lead_gen')}`);
  server = await startStandIn((heard, n) => script(heard, n));
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

/** The answer of a model: a first touch with this between greeting and question. */
const said = (...sentences: string[]): Reply =>
  reply.value({
    parts: [
      {
        id: OWN,
        paragraphs: [
          [{ text: 'Subject: GTX Basic at Isdom', from: [OWN] }],
          [{ text: 'Hello {{person_1}},', from: [] }],
          sentences.map((text) => ({ text, from: [OWN] })),
          [{ text: 'Is that worth a quarter of an hour in the next two weeks?', from: [OWN] }],
          [{ text: '{{person_2}}', from: [] }],
        ],
      },
    ],
  });
const GOOD = 'Isdom bought GTX Basic on 2 March 2017.';
const BAD = 'We guarantee 30 % off to {{person_1}}.';

function writer(sealer = new Sealer(database.pool)): ModelWriter {
  const model = new OpenAiModel({
    ...{ model: 'stand-in', provider: 'local', baseUrl: server.baseUrl, apiKey: 'none', maxAttempts: 1 },
  });
  const memory = new DraftMemory(database.pool, 'lead_gen', sealer);
  return new ModelWriter({ model, memory, company: 'acme', prompts: loadPrompts(join(__dirname, 'prompts')) });
}

/** One touch for a contact, as an action asks for it; a new contact unless named. */
async function touch(pen: Pen, subject = `contact/C${(subjects += 1)}`): Promise<Written> {
  const about = { action: 'sequence-drafting', agent: 'lead-gen', subject, facts, settings, tools: [] };
  const words = new Words(settings.section, (parts, people) => pen.write({ ...about, parts, people }));
  const as = { first: true, sentBy: 'person' as const, channel: 'mail' as const };
  const people = { contactName: subject, ownerName: 'person/P1' };
  const [written] = await words.write([{ heading: 'Touch 1', values, wordsAtMost: 90, as }], people);
  return written!;
}

const asked = (): number => server.requests.length;
const lastInput = (): string => JSON.stringify(server.requests.at(-1)!.body);

describe('a draft with a model', () => {
  it('is in the model’s words, and says whose they are and what each claim rests on', async () => {
    script = () => said(GOOD);
    const { text, by } = await touch(Pen.model(writer()));
    expect(text).toBe(
      [
        'Subject: GTX Basic at Isdom',
        'Hello Kim Meyer,',
        GOOD,
        'Is that worth a quarter of an hour in the next two weeks?',
        'Anna Snelling',
      ].join('\n\n'),
    );
    expect(by).toMatchObject({ by: 'model', prompt: 'draft-message@2', removed: 0 });
    expect(by.by === 'model' && by.traces).toEqual(
      expect.arrayContaining([{ kind: 'name', from: 'facts.accountName' }]),
    );
  });

  it('is written without the model ever seeing a person', async () => {
    script = () => said(GOOD);
    await touch(Pen.model(writer()));
    expect(lastInput()).toContain('person_1');
    expect(lastInput()).not.toMatch(/Kim|Meyer|Anna|Snelling/);
  });

  it('is tried once more with the reasons, and the second answer is taken', async () => {
    const before = asked();
    script = (_, n) => (n === before ? reply.value({ parts: [] }) : said(GOOD));
    expect((await touch(Pen.model(writer()))).by.by).toBe('model');
    expect(asked() - before).toBe(2);
    expect(lastInput()).toContain('was returned 0 times');
  });

  it('loses what nothing stands behind', async () => {
    script = () => said(GOOD, BAD);
    const { text, by } = await touch(Pen.model(writer()));
    expect(text).toContain(GOOD);
    expect(text).not.toContain('guarantee');
    expect(by).toMatchObject({ by: 'model', removed: 1 });
  });

  it('is the template when the model does no better the second time, and says what was wrong', async () => {
    script = () => reply.value({ parts: [] });
    const before = asked();
    const { text, by } = await touch(Pen.model(writer()));
    expect(text).toMatch(TEMPLATE);
    expect(by).toEqual({
      ...{ by: 'template', because: 'what the model wrote was refused', problems: 'was returned 0 times' },
    });
    expect(asked() - before).toBe(2);
  });

  it('is never asked for twice from the same facts, whoever looks and whatever came of it', async () => {
    script = () => said(GOOD);
    const first = await touch(Pen.model(writer()), 'contact/same');
    const before = asked();
    const again = await Promise.all([1, 2, 3].map(() => touch(Pen.model(writer()), 'contact/same')));
    expect(asked()).toBe(before);
    expect(again).toEqual([first, first, first]);
  });

  it('is asked for once when two look at the same time', async () => {
    script = () => reply.later(300, said(GOOD));
    const before = asked();
    const [one, two] = await Promise.all([1, 2].map(() => touch(Pen.model(writer()), 'contact/at-once')));
    expect(asked() - before).toBe(1);
    expect(one).toEqual(two);
  });

  it('is not asked for again when it could not be kept', async () => {
    script = () => said(GOOD);
    const sealer = new Sealer(database.pool);
    const once = jest.spyOn(sealer, 'sealMany').mockRejectedValueOnce(new Error('the vault is away'));
    const pen = Pen.model(writer(sealer));
    const before = asked();
    await expect(touch(pen, 'contact/unkept')).rejects.toThrow('the vault is away');
    expect((await touch(pen, 'contact/unkept')).by.by).toBe('model');
    expect([asked() - before, once.mock.calls.length]).toEqual([1, 2]);
  });

  it('is kept for 200 days', async () => {
    script = () => said(GOOD);
    const { pool } = database;
    await pool.query(
      `insert into lead_gen.draft (key, kept, claimed_until, made_at)
       select 'made-' || days, '{}', now(), now() - make_interval(days => days) from unnest(array[199, 201]) as d (days)`,
    );
    await touch(Pen.model(writer()));
    const { rows } = await pool.query<{ key: string }>(`select key from lead_gen.draft where key like 'made-%'`);
    expect(rows.map(({ key }) => key)).toEqual(['made-199']);
    await pool.query(`delete from lead_gen.draft where key like 'made-%'`);
  });

  it('is kept sealed, and closed by an erasure', async () => {
    script = () => said(GOOD);
    await touch(Pen.model(writer()), 'contact/erased');
    const { rows } = await database.pool.query<{ all: string }>(
      `select string_agg(kept::text, ' ') as all from lead_gen.draft`,
    );
    expect(rows[0]!.all).not.toContain('bought');
    await new Sealer(database.pool).erase('text/contact/erased');
    const before = asked();
    const { text, by } = await touch(Pen.model(writer()), 'contact/erased');
    expect(text).toMatch(TEMPLATE);
    expect(by).toMatchObject({ because: 'what a model wrote is not kept any more' });
    expect(asked()).toBe(before);
  });
});

describe('a draft without an answer', () => {
  it('is the template, and says that no model is configured', async () => {
    const memory = new DraftMemory(database.pool, 'lead_gen', new Sealer(database.pool));
    const prompts = loadPrompts(join(__dirname, 'prompts'));
    const none = new ModelWriter({ model: noModel(), memory, company: 'acme', prompts });
    const { text, by } = await touch(Pen.model(none));
    expect(text).toMatch(TEMPLATE);
    expect(by).toEqual({ by: 'template', because: 'no model is configured' });
  });

  it.each<[string, Reply, string]>([
    ['refuses', reply.refusal('I cannot help with that.'), 'refused'],
    ['returns rubbish', reply.text('certainly! here you are'), 'invalid'],
    ['returns another shape', reply.value({ text: 'Hello' }), 'invalid'],
    ['is down', reply.status(503), 'unavailable'],
    ['does not know us', reply.status(401), 'rejected'],
  ])('is the template when the model %s, and nothing is kept', async (_, answer, kind) => {
    script = () => answer;
    const subject = `contact/fails-${kind}-${asked()}`;
    const { text, by } = await touch(Pen.model(writer()), subject);
    expect(text).toMatch(TEMPLATE);
    expect(by).toEqual({ by: 'template', because: `the model gave no answer (${kind})` });
    script = () => said(GOOD);
    expect((await touch(Pen.model(writer()), subject)).by.by).toBe('model');
  });

  it('costs a batch one failure, not one for each look', async () => {
    script = () => reply.status(503);
    const pen = Pen.model(writer());
    await touch(pen);
    const before = asked();
    for (let i = 0; i < 5; i++) expect((await touch(pen)).by.by).toBe('template');
    expect(asked()).toBe(before);
  });

  it('costs a batch its time, however many looks a slow model would answer', async () => {
    script = () => reply.later(60_000, said(GOOD));
    const over = { by: 'template', because: 'the time of its batch for a model was over' };
    const before = asked();
    const pen = Pen.model(writer(), { withinMs: 2_900 });
    for (let i = 0; i < 3; i++) expect((await touch(pen)).by).toEqual(over);
    expect(asked() - before).toBe(1);
  });
});
