import { Logger } from '@nestjs/common';
import { INTEGRATION_EVENTS } from '@salesagent/canon/events';
import { readDocument } from '@salesagent/documents/reading';
import { pdf } from '@salesagent/documents/testing';
import { EventStore } from '@salesagent/event-store';
import { loadConfig, ServiceStatus, SettableClock } from '@salesagent/platform';
import { openPassages, type Passages } from '@salesagent/retrieval';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Pool } from 'pg';
import { createSchema } from '../../testing/a-company';
import { notePlaybook } from '../audit/playbook-adopted';
import { PlaybookInForce } from '../gate/playbook-in-force';
import { Playbooks } from '../gate/playbooks';
import { PassagesService, type ReadsBeside } from './passages.service';

jest.setTimeout(120_000);

const VERA = { sub: 'vera', personId: null };
const OTTO = { sub: 'otto', personId: null };
const SECTION = '4-progression/stalled-deal-alert';

/** Programs that are not compiled begin no process of their own. */
const READS_HERE: ReadsBeside = { read: readDocument, stop: () => undefined, close: () => Promise.resolve() };

describe('the passages of a running company', () => {
  let database: TestDatabase;
  let own: Pool;
  let dir: string;
  let reader: Passages;
  let playbooks: Playbooks;
  let service: PassagesService;
  const status = new ServiceStatus();
  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = await testDatabase();
    await createSchema(database.connectionString);
    dir = mkdtempSync(join(tmpdir(), 'passages-'));
    cpSync(resolve(__dirname, '../../../../playbooks/base'), join(dir, 'base'), { recursive: true });
    const url = database.as('salesagent_orchestrator', 'test');
    own = new Pool({ connectionString: url });
    const config = loadConfig({ DATABASE_URL: url, SALESAGENT_COMPANY: 'acme', PLAYBOOKS_DIR: dir });
    const inForce = new PlaybookInForce({ dir, company: 'acme' });
    const store = new EventStore(own, { schema: 'orchestrator', ...INTEGRATION_EVENTS });
    const clock = new SettableClock(new Date('2026-03-02T09:00:00Z'));
    await notePlaybook(store, clock, inForce);
    service = new PassagesService(config, own, status, inForce, READS_HERE);
    playbooks = new Playbooks(store, clock, inForce, () => service.wake());
    reader = openPassages({ database: { url: database.connectionString }, service: 'reader', embedder: null });
    service.onApplicationBootstrap();
  });
  afterAll(async () => {
    await service.onModuleDestroy();
    await reader.close();
    await own.end();
    await database.drop();
    rmSync(dir, { recursive: true });
  });

  const best = async (question: string) => {
    const answer = await reader.retriever({}).search(question, { filter: { company: 'acme' } });
    return { known: answer.known, passage: answer.hits[0]?.passage };
  };
  const until = async (holds: () => Promise<boolean>): Promise<void> => {
    while (!(await holds())) await new Promise((wait) => setTimeout(wait, 20));
  };

  it('are made at the start, of the playbook in force, and the service does not wait for them', async () => {
    expect(await status.notReady()).toEqual([]);
    await until(async () => (await reader.status()).sources.length > 0);
    const { version } = await playbooks.inForce();
    expect((await reader.status()).sources).toContainEqual(
      expect.objectContaining({ source: 'playbook', place: `version ${version}, of the playbooks folder` }),
    );
    expect(await best('When is a deal called stalled?')).toMatchObject({ known: true });
    const why = 'EMBEDDINGS is none';
    await until(async () => (await reader.status()).embedding.failure === why);
    const { details } = await status.progress();
    expect(details['passages']).toEqual(await reader.status());
  });

  it('change when a playbook is published, without a restart', async () => {
    const text = '---\nrules: { dueInBusinessDays: 1 }\n---\n\n## Message\n\nOur zebra asks for the turquoise form.\n';
    const why = { reason: 'Our own words.', affected: null };
    const { version } = await playbooks.propose([{ file: `${SECTION}.md`, text }], why, VERA);
    expect((await best('Who asks for the turquoise form?')).known).toBe(false);
    await playbooks.sign(version, OTTO);
    await until(async () => (await best('Who asks for the turquoise form?')).known);
    expect((await best('Who asks for the turquoise form?')).passage).toMatchObject({
      id: `${SECTION}#message`,
      document: { file: `companies/acme/${SECTION}.md`, company: 'acme' },
    });
    const none = await playbooks.propose([], why, VERA);
    await playbooks.sign(none.version, OTTO);
    await until(async () => !(await best('Who asks for the turquoise form?')).known);
  });

  it('are those of the company’s documents too, which are no sections and are looked at on demand', async () => {
    const documents = join(dir, 'companies/acme/documents');
    mkdirSync(documents, { recursive: true });
    const answers = '# Security answers\n\n## Penetration tests\n\nA stranger tries our zebrafish cluster each May.\n';
    writeFileSync(join(documents, 'security.md'), answers);
    writeFileSync(join(documents, 'sheet.pdf'), '%PDF-1.7 and nothing more');
    writeFileSync(
      join(documents, 'scanner.pdf'),
      await pdf((page) => void page.text('The scanner weighs a kilogram.')),
    );
    const { looked, sources } = await service.look();
    expect(looked).toBe(true);
    expect(sources.find(({ source }) => source === 'documents')).toMatchObject({
      ...{ place: documents, documents: 2, passages: 2, failure: null },
      unreadable: [{ file: 'documents/sheet.pdf' }],
    });
    const { passage } = await best('Who tries the zebrafish cluster?');
    expect(passage?.id).toBe('documents/security#penetration-tests');
    expect((await playbooks.diff([])).changes).toEqual([]);
    rmSync(documents, { recursive: true });
    expect((await service.look()).sources.find(({ source }) => source === 'documents')).toMatchObject({
      ...{ documents: 0, unreadable: [], failure: null },
    });
  });
});
