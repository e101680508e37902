import { INTEGRATION_EVENTS } from '@salesagent/canon/events';
import { EventStore } from '@salesagent/event-store';
import { SettableClock } from '@salesagent/platform';
import { companyLayer } from '@salesagent/playbook';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createSchema } from '../../testing/a-company';
import { notePlaybook } from '../audit/playbook-adopted';
import { PlaybookInForce } from './playbook-in-force';
import { Playbooks } from './playbooks';

jest.setTimeout(120_000);

const VERA = { sub: 'vera', personId: null };
const OTTO = { sub: 'otto', personId: null };
const SECTION = '4-progression/stalled-deal-alert.md';
const layer = (days: number) => [{ file: SECTION, text: `---\nrules: { dueInBusinessDays: ${days} }\n---\n` }];
const WHY = { reason: 'We answer within a day.', affected: { subjects: 3, deals: 2 } };

describe('publishing a playbook', () => {
  let database: TestDatabase;
  let store: EventStore;
  let dir: string;
  let playbooks: Playbooks;
  /** As orchestrator does when it starts. */
  const start = async (day: string): Promise<string> => {
    const [clock, inForce] = [
      new SettableClock(new Date(`${day}T09:00:00Z`)),
      new PlaybookInForce({ dir, company: 'acme' }),
    ];
    playbooks = new Playbooks(store, clock, inForce);
    return notePlaybook(store, clock, inForce);
  };
  /** Somebody edits the folder that the service runs on. */
  const edit = (days: number): void => {
    mkdirSync(join(dir, 'companies/acme/4-progression'), { recursive: true });
    writeFileSync(join(dir, 'companies/acme', SECTION), layer(days)[0]!.text);
  };
  beforeAll(async () => {
    database = await testDatabase();
    await createSchema(database.connectionString);
    store = new EventStore(database.pool, { schema: 'orchestrator', ...INTEGRATION_EVENTS });
    dir = mkdtempSync(join(tmpdir(), 'publishing-'));
    cpSync(resolve(__dirname, '../../../../playbooks/base'), join(dir, 'base'), { recursive: true });
    await start('2026-03-02');
  });
  afterAll(async () => {
    await database?.drop();
    rmSync(dir, { recursive: true });
  });

  it('refuses mistakes with their place, what cannot be published, and what changes nothing', async () => {
    const refused = (files: { file: string; text: string }[]) => playbooks.propose(files, WHY, VERA);
    await expect(refused([{ file: SECTION, text: '---\nrules:\n  dueInBusinesDays: 2\n---\n' }])).rejects.toMatchObject(
      {
        code: 'bad-playbook',
        message: expect.stringContaining(`companies/acme/${SECTION}:3:`),
      },
    );
    await expect(refused([{ file: 'policy.yaml', text: '' }])).rejects.toThrow(
      'policy.yaml cannot be published: it is published by `salesagent policy publish`',
    );
    await expect(refused([{ file: '7-operations/forecast.md', text: '' }])).rejects.toThrow('ops-analyst reads it');
    await expect(refused([{ file: '../base/4-progression/deal-risk.md', text: '' }])).rejects.toThrow('no section');
    await expect(refused([...layer(1), ...layer(1)])).rejects.toThrow(`${SECTION} is given twice`);
    await expect(refused([])).rejects.toMatchObject({ code: 'nothing-changes' });
    expect((await store.read('playbook')).map(({ type }) => type)).toEqual(['PlaybookAdopted']);
  });

  it('is signed by a second person, and says which rules it changes and what lies where', async () => {
    const before = await playbooks.inForce();
    expect(before).toMatchObject({ company: 'acme', origin: 'playbooks', published: null, proposals: [] });
    edit(1);
    expect(await playbooks.inForce()).toEqual(before);
    expect(companyLayer(dir, 'acme')).toEqual(layer(1));
    const changes = ['4-progression/stalled-deal-alert: rules.dueInBusinessDays: 2 → 1'];
    expect(await playbooks.diff(layer(1))).toMatchObject({ inForce: before.version, changes });
    const proposed = await playbooks.propose(layer(1), WHY, VERA);
    expect(proposed).toMatchObject({ replaces: before.version, by: 'vera', changes, affected: WHY.affected });
    expect(await playbooks.propose(layer(1), WHY, VERA)).toEqual(proposed);
    await expect(playbooks.propose(layer(1), WHY, OTTO)).rejects.toMatchObject({ code: 'already-proposed' });
    await expect(playbooks.sign(proposed.version, VERA)).rejects.toMatchObject({ code: 'same-person' });
    await expect(playbooks.sign('v0', OTTO)).rejects.toMatchObject({ code: 'unknown-proposal' });
    expect((await playbooks.inForce()).proposals).toEqual([proposed]);
    expect(await playbooks.proposed(proposed.version)).toMatchObject({ files: layer(1) });

    expect(await playbooks.sign(proposed.version, OTTO)).toMatchObject({ replaces: before.version });
    const now = await playbooks.inForce();
    expect(now).toMatchObject({
      ...{ version: proposed.version, origin: 'published', proposals: [] },
      published: { by: 'vera', signedBy: 'otto', digest: proposed.digest, reason: proposed.reason },
    });
    expect(now.sections.find(({ id }) => `${id}.md` === SECTION)?.files).toEqual([
      `base/${SECTION}`,
      `companies/acme/${SECTION}`,
    ]);
    expect((await store.read('playbook')).map(({ type, data, actor }) => [type, actor, data as object])).toEqual([
      ['PlaybookAdopted', 'orchestrator', expect.objectContaining({ version: before.version, origin: 'playbooks' })],
      [
        'PlaybookProposed',
        'vera',
        expect.objectContaining({ digest: proposed.digest, changes, affected: WHY.affected }),
      ],
      [
        'PlaybookPublished',
        'otto',
        expect.objectContaining({ digest: proposed.digest, files: layer(1), proposedBy: 'vera' }),
      ],
    ]);
    await expect(playbooks.sign(proposed.version, OTTO)).rejects.toMatchObject({ code: 'nothing-changes' });
  });

  it('takes the place of the company’s folder, and the one before can be published again', async () => {
    const inForce = await playbooks.inForce();
    edit(5);
    expect(await playbooks.inForce()).toEqual(inForce);
    const none = await playbooks.propose([], WHY, OTTO);
    expect(none.changes).toEqual(['4-progression/stalled-deal-alert: rules.dueInBusinessDays: 1 → 2']);
    await playbooks.sign(none.version, VERA);
    expect(await playbooks.inForce()).toMatchObject({ origin: 'published', version: none.version });
    rmSync(join(dir, 'companies'), { recursive: true });
  });

  it('does not bring back what was proposed over it before, when a version is published again', async () => {
    const { version } = await playbooks.inForce();
    const [six, seven] = [await playbooks.propose(layer(6), WHY, VERA), await playbooks.propose(layer(7), WHY, VERA)];
    await playbooks.sign(seven.version, OTTO);
    await playbooks.sign((await playbooks.propose([], WHY, VERA)).version, OTTO);
    expect(await playbooks.inForce()).toMatchObject({ version, proposals: [] });
    for (const old of [six, seven])
      await expect(playbooks.sign(old.version, OTTO)).rejects.toMatchObject({ code: 'playbook-changed' });
    expect(await playbooks.propose(layer(6), WHY, OTTO)).toMatchObject({ by: 'otto', version: six.version });
  });

  it('is signed no more once it was rejected, and may be withdrawn by whoever proposed it', async () => {
    const [eight, nine] = [await playbooks.propose(layer(8), WHY, VERA), await playbooks.propose(layer(9), WHY, VERA)];
    const no = { reason: 'Nobody answers in eight days.', withdrawn: false };
    expect(await playbooks.reject(eight.version, no.reason, OTTO)).toMatchObject({ rejection: { by: 'otto', ...no } });
    await playbooks.reject(nine.version, 'A slip.', VERA);
    await expect(playbooks.sign(eight.version, OTTO)).rejects.toMatchObject({
      ...{ code: 'rejected', message: expect.stringContaining('was rejected by otto on 2026-03-02: “Nobody answers') },
    });
    await expect(playbooks.sign(nine.version, OTTO)).rejects.toThrow('was withdrawn by vera on 2026-03-02: “A slip.”');
    await expect(playbooks.proposed(eight.version)).rejects.toMatchObject({ code: 'rejected' });
    await expect(playbooks.reject('v0', 'why', OTTO)).rejects.toMatchObject({ code: 'unknown-proposal' });
    const { proposals, rejected } = await playbooks.inForce();
    expect(proposals.map(({ version }) => version)).not.toContain(eight.version);
    expect(rejected.map(({ version }) => version).sort()).toEqual([eight.version, nine.version].sort());
    expect((await store.read('playbook')).slice(-2)).toMatchObject([
      { type: 'PlaybookRejected', actor: 'otto', data: { version: eight.version, proposedBy: 'vera', by: 'otto' } },
      { type: 'PlaybookRejected', actor: 'vera', data: { version: nine.version, proposedBy: 'vera', by: 'vera' } },
    ]);
  });

  it('is withdrawn by whoever proposed it, also once they are a person of the company', async () => {
    const { version } = await playbooks.propose(layer(8), WHY, VERA);
    const mapped = { ...VERA, personId: 'person-vera' };
    await expect(playbooks.sign(version, mapped)).rejects.toMatchObject({ code: 'same-person' });
    const rejection = { by: 'vera', reason: 'A slip.', withdrawn: true };
    expect(await playbooks.reject(version, rejection.reason, mapped)).toMatchObject({ by: 'vera', rejection });
    expect((await store.read('playbook')).at(-1)).toMatchObject({
      ...{ type: 'PlaybookRejected', actor: 'vera', data: { version, proposedBy: 'vera', by: 'vera' } },
    });
  });

  it('is proposed again in the same millisecond, and of those rejected the last are told, without their files', async () => {
    const reasons = Array.from({ length: 21 }, (_, n) => `No, for the time ${n + 1}.`);
    const made: string[] = [];
    for (const reason of reasons) {
      const { version, proposalId } = await playbooks.propose(layer(8), WHY, VERA);
      made.push(proposalId);
      await playbooks.reject(version, reason, OTTO);
      await expect(playbooks.sign(version, OTTO)).rejects.toThrow(reason);
    }
    const { rejected } = await playbooks.inForce();
    expect(rejected.map((p) => p.rejection.reason)).toEqual(reasons.slice(1).reverse());
    expect(rejected.map((p) => p.proposalId)).toEqual(made.slice(1).reverse());
    for (const one of rejected) expect(one).not.toHaveProperty('files');
  });

  it('is either signed or rejected where both come at the same moment', async () => {
    const { version } = await playbooks.propose(layer(10), WHY, VERA);
    const before = (await playbooks.inForce()).version;
    const both = await Promise.allSettled([playbooks.sign(version, OTTO), playbooks.reject(version, 'Not so.', OTTO)]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const signed = both[0].status === 'fulfilled';
    expect((await playbooks.inForce()).version).toBe(signed ? version : before);
    expect((await store.read('playbook')).at(-1)?.type).toBe(signed ? 'PlaybookPublished' : 'PlaybookRejected');
  });

  it('is noted at a start when its files have changed, and only then', async () => {
    const adopted = async () => (await store.read('playbook')).filter(({ type }) => type === 'PlaybookAdopted');
    const words = await start('2026-03-03');
    expect(words).toMatch(/^Playbook \w+ is in force: published .*, proposed by vera and signed by otto$/);
    expect(await adopted()).toHaveLength(1);
    const before = await playbooks.inForce();
    appendFileSync(join(dir, 'base/2-account/stage.md'), '\n## A new heading\n\nMore.\n');
    expect(await playbooks.inForce()).toEqual(before);
    await start('2026-03-04');
    await start('2026-03-05');
    const { version } = await playbooks.inForce();
    expect(version).not.toBe(before.version);
    const [, one, ...more] = await adopted();
    expect(one).toMatchObject({ actor: 'orchestrator', data: { version, origin: 'published' } });
    expect(more).toEqual([]);
  });

  it('is proposed again where the firm’s playbook or the one in force changed between the signatures', async () => {
    const [three, four] = [await playbooks.propose(layer(3), WHY, VERA), await playbooks.propose(layer(4), WHY, VERA)];
    await playbooks.sign(three.version, OTTO);
    await expect(playbooks.sign(four.version, OTTO)).rejects.toMatchObject({ code: 'playbook-changed' });
    const again = await playbooks.propose(layer(4), WHY, VERA);
    appendFileSync(join(dir, 'base/1-market/stage.md'), '\n## A new heading\n\nMore.\n');
    await expect(playbooks.sign(again.version, OTTO)).rejects.toMatchObject({ code: 'playbook-changed' });
  });
});
