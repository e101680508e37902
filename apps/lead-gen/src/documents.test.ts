import { AgentRuntime, agentServiceDdl, openDocuments, type OpenDocuments } from '@salesagent/agent';
import { PLAYBOOKS, recordEvent } from '@salesagent/agent/testing';
import { indexFiles } from '@salesagent/agent/testing/words';
import { INTEGRATION_EVENTS, type DocumentPassage, type IntegrationEvent } from '@salesagent/canon/events';
import { EventStore } from '@salesagent/event-store';
import { everythingVisible } from '@salesagent/event-store/testing';
import { SettableClock } from '@salesagent/platform';
import { compilePlaybook } from '@salesagent/playbook';
import { PASSAGES_DDL, passagesPool, PostgresStore } from '@salesagent/retrieval';
import { Sealer, vaultDdl } from '@salesagent/sealing';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import type { Pool } from 'pg';
import { sequenceDrafting } from './actions/sequence-drafting/definition';

const CONTACTS = 20;
const DAY = '2026-03-04';
const study = (shops: number, more = '') =>
  `---\nkind: case-study\nindustry: retail\n---\n\n# GTX Basic\n\n## Fewer hand-offs, less waiting between teams\n\nA retailer with ${shops} shops cut its waiting.\n${more}`;

let sequence = 0;
function imported(): IntegrationEvent[] {
  const event = (type: string, data: object) => {
    sequence += 1;
    const one = recordEvent(type, 'import/1', sequence, DAY, {});
    return { ...one, topic: 'acme.crm.import', key: 'import/1', data } as IntegrationEvent;
  };
  return [
    event('BusinessClockSet', { mode: 'frozen', date: DAY }),
    event('ImportCompleted', { importId: String(sequence), files: [], records: {}, events: 1, asOf: DAY }),
  ];
}

describe('lead-gen with documents of the company', () => {
  let database: TestDatabase;
  let keeper: Pool;
  let documents: OpenDocuments;
  let runtime: AgentRuntime;
  let store: EventStore;
  let asked = 0;

  const consume = async (events: readonly IntegrationEvent[]): Promise<void> => {
    const client = await database.pool.connect();
    try {
      await client.query('begin');
      await runtime.handle([...events], client);
      await client.query('commit');
    } finally {
      client.release();
    }
    await runtime.settle();
  };
  const index = (text: string) => indexFiles(new PostgresStore(keeper), { 'case-studies/retailer.md': text });
  /** What was recorded since the last time it was asked, as subject → the words it rests on. */
  let seen = 0;
  const recorded = async (): Promise<[subject: string, words: string | undefined][]> => {
    await everythingVisible(database.pool);
    const all = (await store.readAll(null, 10_000)).filter(({ type }) => type === 'InsightRecorded');
    const fresh = all.slice(seen);
    seen = all.length;
    return fresh.map(({ data }) => {
      const { subject, documents: found } = data as { subject: string; documents?: DocumentPassage[] };
      return [subject, found?.[0]?.text];
    });
  };

  beforeAll(async () => {
    database = await testDatabase();
    const { pool, connectionString: url } = database;
    await pool.query(`${vaultDdl()} create schema lead_gen; ${agentServiceDdl('lead_gen')} ${PASSAGES_DDL}`);
    keeper = passagesPool({ url }, 'keeper', 2);
    const playbook = compilePlaybook(PLAYBOOKS);
    const opened = openDocuments({ database: { url }, service: 'lead-gen', company: 'acme' }, () => playbook);
    documents = opened;
    store = new EventStore(pool, { schema: 'lead_gen', ...INTEGRATION_EVENTS });
    runtime = new AgentRuntime({
      ...{ store, playbook, compile: () => playbook, actions: [sequenceDrafting] },
      clock: new SettableClock(new Date(`${DAY}T09:00:00Z`)),
      sealer: new Sealer(pool),
      caughtUp: () => Promise.resolve(true),
      documents: {
        find: (...of) => {
          asked += 1;
          return opened.find(...of);
        },
      },
    });
    const contacts = Array.from({ length: CONTACTS }, (_, n) =>
      recordEvent('ContactCreated', `contact/C${n}`, 1, DAY, {
        ...{
          accountId: 'A',
          name: `Kim Meyer ${'abcdefghijklmnopqrstuvwxyz'[n]}`,
          persona: n % 2 === 0 ? 'operations' : 'finance',
        },
      }),
    );
    await consume([
      recordEvent('PersonCreated', 'person/P', 1, DAY, { name: 'Anna Snelling' }),
      recordEvent('AccountCreated', 'account/A', 1, DAY, { name: 'Isdom', ownerId: 'P', industry: 'Retail' }),
      recordEvent('ProductCreated', 'product/G', 1, DAY, { name: 'GTX Basic' }),
      recordEvent('OpportunityCreated', 'opportunity/D', 1, DAY, {
        ...{ accountId: 'A', productId: 'G', outcome: 'won', closedAt: '2025-06-01T00:00:00.000Z', subStage: '5.3' },
      }),
      ...contacts,
    ]);
  });
  afterAll(async () => {
    await documents.close();
    await keeper.end();
    await database.drop();
  });

  it('asks once for each persona in a pass, and records what it found then', async () => {
    await index(study(40));
    await consume(imported());
    const drafted = await recorded();
    expect(drafted).toHaveLength(CONTACTS);
    expect(asked).toBe(2);
    const words = (persona: number) => new Set(drafted.filter((_, n) => n % 2 === persona).map(([, text]) => text));
    expect(words(0)).toEqual(new Set(['A retailer with 40 shops cut its waiting.']));
  });

  it('is woken by no document, whatever becomes of it', async () => {
    await index(study(40, '\n## Who we are\n\nA team of 12.\n'));
    await runtime.settle();
    await consume(imported());
    expect(await recorded()).toEqual([]);
    await index(study(50));
    await runtime.settle();
    expect(await recorded()).toEqual([]);
  });

  it('says the new words from the next look on', async () => {
    const revised = recordEvent('ContactFieldsRevised', 'contact/C2', 2, DAY, { persona: 'Operations' }, { by: 'crm' });
    await consume([revised]);
    expect(await recorded()).toEqual([['contact/C2', 'A retailer with 50 shops cut its waiting.']]);
    await consume(imported());
    const others = (await recorded()).filter(([, text]) => text !== undefined);
    expect(others.every(([subject, text]) => subject !== 'contact/C2' && text!.includes('50 shops'))).toBe(true);
    expect(others.length).toBeGreaterThan(5);
  });
});
