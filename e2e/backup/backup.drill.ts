import { readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { openBus } from '@salesagent/bus';
import { Pool } from 'pg';
import { audit, type Audit } from '../faults/audit';
import { consumersOf, eventsWritten, schemasWith } from '../faults/consumers';
import { patiently, sleep } from '../faults/patience';
import { randomOf } from '../faults/plan';
import { compareProjections } from '../faults/rebuilds';
import { readSettings } from '../faults/settings';
import { Traffic, type Edited } from '../faults/traffic';
import {
  newHome,
  notStanding,
  OwnerDatabase,
  startStack,
  table,
  writeSmallCompany,
  type RunningStack,
} from '../harness';
import { backUp } from './physical-backup';
import { Proposals } from './proposals';

const { bus } = readSettings();
const EDITS_PER_SECOND = 60;
const WRITING_MILLISECONDS = 10_000;
/** Stalled deals: those decided before the backup, those decided after it, and those for afterwards. */
const [BEFORE, AFTER, LATER] = [3, 5, 2];

describe(`a backup of PostgreSQL, taken while people write and put back behind a newer ${bus} and Temporal`, () => {
  const home = newHome();
  const company = writeSmallCompany(join(home, 'export'), BEFORE + AFTER + LATER);
  const data = join(home, 'postgres', 'data');
  let stack: RunningStack;
  let database: OwnerDatabase;
  const writers: Traffic[] = [];

  const start = async (options: { importFolder?: string; restored?: boolean }): Promise<void> => {
    stack = await startStack({ home, bus, ...options });
    database = new OwnerDatabase(stack);
  };
  const write = async (seed: number): Promise<Traffic> => {
    const traffic = new Traffic(stack, token(), randomOf(seed), EDITS_PER_SECOND);
    writers.push(traffic);
    await traffic.start();
    return traffic;
  };
  const stop = async (keepHome: boolean): Promise<void> => {
    await Promise.all(writers.map((traffic) => traffic.stop()));
    await database?.close();
    await stack?.stop({ keepHome });
  };
  const token = (): string => readFileSync(join(home, 'operator-token'), 'utf8').trim();
  const written = async (): Promise<number> => eventsWritten(database, await schemasWith(database, 'event'));
  const settled = (): Promise<boolean> => {
    let [before, since] = [-1, performance.now()];
    return patiently(async () => {
      const [late, now] = [await notStanding(stack), await written()];
      if (late.length > 0 || now !== before) [before, since] = [now, performance.now()];
      return performance.now() - since > 6_000;
    }, 240_000);
  };

  /** Logs, bus, consumers and CRM held against each other, and against what people were told is written. */
  async function held(edited: readonly Edited[]): Promise<Audit> {
    const { company: owner, kafka } = stack.record();
    const connectionString = database.connectionString();
    const pool = new Pool({ connectionString });
    const settings = { transport: bus, kafka: { brokers: kafka?.brokers }, company: owner.slug, connectionString };
    const transport = openBus(settings, pool);
    try {
      return await audit(owner.slug, database, transport, await consumersOf(database, transport, bus), edited);
    } finally {
      await transport.close();
      await pool.end();
    }
  }

  beforeAll(() => start({ importFolder: join(home, 'export') }), 600_000);
  afterAll(() => stop(process.env['FAULTS_KEEP'] === 'true'), 120_000);

  it('loses nothing of the backup, leaves no reader stuck, and carries out what is approved afterwards', async () => {
    const { cells } = company;
    const first = new Proposals(stack, database, token());
    const traffic = await write(1);
    const waiting = await first.provoke(cells.slice(0, BEFORE + AFTER), BEFORE + AFTER);
    const notDone = await first.carryOut(waiting.slice(0, BEFORE));

    let promised: Edited[] = [];
    const begun = performance.now();
    await backUp(database.connectionString(), data, join(home, 'backup'), () => {
      promised = traffic.edited.map((each) => ({ ...each, written: [...each.written] }));
    });
    const seconds = (performance.now() - begun) / 1_000;
    const executedInBackup = await first.executed();
    const before = { edits: editsOf(promised), events: await written() };

    // What the backup does not know, and Kafka and Temporal do.
    const forgotten = (await first.waiting()).slice(0, AFTER);
    notDone.push(...(await first.carryOut(forgotten)));
    await sleep(WRITING_MILLISECONDS);
    await traffic.stop();
    await settled();
    const after = { edits: editsOf(traffic.edited) - before.edits, events: (await written()) - before.events };
    await stop(true);

    renameSync(data, join(home, 'postgres', 'data.lost'));
    renameSync(join(home, 'backup'), data);
    const refused = await startStack({ home, bus }).then(() => 'it started', String);
    await start({ restored: true });
    const came = await settled();
    const late = await notStanding(stack);
    const restored = await held(promised);

    const second = new Proposals(stack, database, token());
    const executedRestored = await second.executed();
    const again = (await second.waiting()).filter((each) => forgotten.includes(each));
    const lateTraffic = await write(2);
    const all = await second.provoke(cells.slice(BEFORE + AFTER), again.length + LATER);
    const undone = await second.carryOut(all);
    await sleep(WRITING_MILLISECONDS);
    await lateTraffic.stop();
    const cameAgain = await settled();
    const afterwards = await held([...promised, ...lateTraffic.edited]);
    const { keys } = await stack.api<{ keys: { service: string; key: string; reason: string }[] }>('/api/parked');
    const projections = await compareProjections(stack);

    const problems = [
      ...(bus === 'kafka' && lostEvents(home) === 0 ? ['no lost event was kept from Kafka'] : []),
      ...(refused.includes('--restored') ? [] : [`a start without --restored was not refused: ${refused}`]),
      ...notDone.map((id) => `${id} was not carried out before the loss`),
      ...(came && cameAgain ? [] : [`did not come to rest: ${late.join(', ')}`]),
      ...[restored, afterwards].flatMap(({ lost, outOfOrder, duplicateWrites }) => [
        ...lost,
        ...outOfOrder,
        ...duplicateWrites,
      ]),
      ...[...executedInBackup].filter((id) => !executedRestored.has(id)).map((id) => `${id} is lost from the backup`),
      ...phantoms(restored),
      ...phantoms(afterwards),
      ...(again.length === AFTER ? [] : [`${again.length} of ${AFTER} forgotten decisions are asked for again`]),
      ...undone.map((id) => `${id} was approved after the restore and not carried out`),
      ...keys.map(({ service, key, reason }) => `${service} has parked ${key}: ${reason}`),
      ...projections.flatMap(({ projection, problem }) => (problem === null ? [] : [`${projection} ${problem}`])),
    ];
    const rows: [string, string | number][] = [
      ['bus', bus],
      ['backup taken in, while people wrote', `${seconds.toFixed(1)} s`],
      ['written before the end of the backup', `${before.edits} edits, ${executedInBackup.size} proposals carried out`],
      ['written after it, and lost with the disk', `${after.edits} edits, ${after.events} events, ${AFTER} decisions`],
      ['restored', `${restored.logged} integration events, ${executedRestored.size} proposals carried out`],
      ['LOST OF THE BACKUP', restored.lost.length],
      ['on the bus and in no log', phantoms(restored).length + phantoms(afterwards).length],
      [
        `STUCK READERS (${afterwards.consumers} consumers, ${keys.length} keys parked)`,
        afterwards.lost.length + late.length,
      ],
      ['lost events that Kafka had, kept in a file', lostEvents(home)],
      ['start without --restored', refused.includes('--restored') ? 'refused' : 'NOT REFUSED'],
      ['decisions forgotten, asked for again', `${again.length} of ${AFTER}`],
      ['APPROVED AFTER THE RESTORE, CARRIED OUT', `${all.length - undone.length} of ${all.length}`],
      ['DUPLICATE CRM WRITES', afterwards.duplicateWrites.length],
      ['edits after the restore', editsOf(lateTraffic.edited)],
      ['messages on the bus, of them repeated', `${afterwards.delivered}, ${afterwards.repeated}`],
      [
        'PROJECTIONS EQUAL TO A CLEAN RUN',
        `${projections.filter((p) => p.problem === null).length} of ${projections.length}`,
      ],
    ];
    process.stdout.write(`\n${table('backup drill', rows)}\n${problems.slice(0, 40).join('\n')}\n`);
    expect(problems).toEqual([]);
  }, 1_800_000);
});

const editsOf = (edited: readonly Edited[]): number => edited.reduce((sum, { written }) => sum + written.length, 0);

/** Lines of the file that `--restored` leaves. */
const lostEvents = (home: string): number =>
  readdirSync(home)
    .filter((name) => name.startsWith('lost-events-'))
    .flatMap((name) => readFileSync(join(home, name), 'utf8').trimEnd().split('\n')).length;

/** A bus that holds more than the logs tells its readers what did not happen. */
function phantoms({ delivered, repeated, logged }: Audit): string[] {
  const more = delivered - repeated - logged;
  return more === 0 ? [] : [`the bus holds ${more} events that no log has`];
}
