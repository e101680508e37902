import { join } from 'node:path';
import { openBus, type BusTransport } from '@salesagent/bus';
import { kafkaOutsider, postgresOutsider } from '@salesagent/bus/testing';
import { Pool } from 'pg';
import { newHome, notStanding, OwnerDatabase, startStack, writeSmallCompany, type RunningStack } from '../harness';
import { readFileSync, rmSync } from 'node:fs';
import { Approver } from './approver';
import { audit } from './audit';
import { consumersOf, eventsWritten, schemasWith } from './consumers';
import { cannotFill, FullDisk } from './full-disk';
import { obedience, Stops } from './kill-switch';
import { kill, serversOf, stall } from './parts';
import { patiently, sleep } from './patience';
import { planOf, randomOf, type Fault } from './plan';
import { Poison } from './poison';
import { compareProjections } from './rebuilds';
import { Repetition } from './repetition';
import { failures, printed, type Outcome } from './report';
import { SecondInstances, SHIFTED } from './second-instances';
import { readSettings } from './settings';
import { Traffic } from './traffic';

const settings = readSettings();
const EDITS_PER_SECOND = 60;
const STALLED_DEALS = 60;
/** What was proposed meanwhile is carried out before there is rest: some four a second on a busy machine. */
const SETTLE_MILLISECONDS = 900_000;
const QUIET_MILLISECONDS = 8_000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

describe(`the event backbone on ${settings.bus}, everything of it failing in turn`, () => {
  const home = newHome();
  const company = writeSmallCompany(join(home, 'export'), STALLED_DEALS);
  const faults = new Map<string, number>();
  const problems: string[] = [];
  const leftOut: string[] = [];
  let stack: RunningStack;
  let database: OwnerDatabase;
  let pool: Pool;
  let transport: BusTransport;
  let disk: FullDisk | null = null;
  let seconds: SecondInstances;
  /** What is being done to each part: to one after another, to several at once. */
  const underWay = new Map<string, Promise<void>>();
  const inTurn = (part: string, work: () => Promise<void>): void => {
    underWay.set(part, (underWay.get(part) ?? Promise.resolve()).then(work));
  };

  beforeAll(async () => {
    say(`seed ${settings.seed}, bus ${settings.bus}, ${settings.kills} kills a service, ${settings.events} events`);
    stack = await startStack({ home, importFolder: join(home, 'export'), bus: settings.bus });
    database = new OwnerDatabase(stack);
    pool = new Pool({ connectionString: database.connectionString() });
    pool.on('error', () => undefined); // the server is killed on purpose
    const { kafka } = stack.record();
    transport = openBus(
      {
        transport: settings.bus,
        kafka: { brokers: kafka?.brokers },
        company: stack.record().company.slug,
        connectionString: database.connectionString(),
      },
      pool,
    );
    seconds = new SecondInstances(stack);
    const cannot = cannotFill();
    if (cannot === null) disk = new FullDisk(stack, database);
    else leftOut.push(`the full disk: ${cannot}`);
  }, 600_000);

  afterAll(async () => {
    await seconds?.end();
    await transport?.close();
    await pool?.end();
    await database?.close();
    await stack?.stop({ keepHome: true });
    disk?.remove(); // a folder with a disk in it cannot be removed
    if (process.env['FAULTS_KEEP'] !== 'true') rmSync(home, { recursive: true, force: true });
  }, 120_000);

  /** Begins a fault; a part that does not stand yet has it later, while other parts have theirs. */
  async function make(fault: Fault, poison: Poison, repetition: Repetition, stops: Stops): Promise<void> {
    const done = async (name: string, what: Promise<string | null>): Promise<void> => {
      const problem = await what.catch(String);
      if (problem === null) faults.set(name, (faults.get(name) ?? 0) + 1);
      else problems.push(`${name}: ${problem}`);
    };
    switch (fault.kind) {
      case 'kill':
        return inTurn(fault.part, () => done(`kill -9 ${fault.part}`, kill(stack, fault.part)));
      case 'stall':
        return inTurn(fault.part, () =>
          done(`stopped ${settings.down} s: ${fault.part}`, stall(stack, fault.part, settings.down)),
        );
      case 'poison':
        return inTurn('poison', () => poison.send());
      case 'repetition':
        return inTurn('repetition', () => repetition.send());
      case 'second instances':
        // What comes meanwhile meets groups that are being shared out again.
        return inTurn('second instances', () =>
          done(
            `second instances of all services (${SHIFTED}'s clock 90 min ahead)`,
            seconds.start().then((late) => late.join('; ') || null),
          ),
        );
      case 'end of second instances':
        return inTurn('second instances', () => seconds.end());
      case 'kill switch':
        return inTurn('kill switch', async () => {
          const problem = await stops.stop(fault.scope);
          if (problem !== null) problems.push(problem);
        });
      case 'full disk':
        return disk ? done(`disk full on append (gateway's log)`, disk.fill(Math.min(settings.down, 15))) : undefined;
    }
  }

  /** Waits until everything stands, has read everything, and writes nothing more. */
  async function settled(schemas: readonly string[]): Promise<string | null> {
    let missing: string[] = ['nothing was looked at'];
    let written = -1;
    let since = performance.now();
    const quiet = await patiently(async () => {
      missing = await notStanding(stack);
      const now = await eventsWritten(database, schemas);
      if (missing.length > 0 || now !== written) [written, since] = [now, performance.now()];
      return performance.now() - since > QUIET_MILLISECONDS;
    }, SETTLE_MILLISECONDS);
    return quiet ? null : `did not come to rest: ${missing.join(', ') || 'events are still written'}`;
  }

  it(
    'loses nothing, writes nothing twice, keeps the order per key, and its projections are what the bus makes of them',
    async () => {
      const begun = performance.now();
      const { services, kafka, company: owner } = stack.record();
      const token = readFileSync(join(home, 'operator-token'), 'utf8').trim();
      const random = randomOf(settings.seed + 1);
      const traffic = new Traffic(stack, token, random, EDITS_PER_SECOND);
      const approver = new Approver(stack, token, company.cells, 4_000);
      const outsider = kafka ? kafkaOutsider(kafka.brokers.split(',')) : postgresOutsider(pool);
      const poison = new Poison(owner.slug, outsider);
      const repetition = new Repetition(owner.slug, pool, transport, randomOf(settings.seed + 2));
      const schemas = await schemasWith(database, 'event');
      const before = await eventsWritten(database, schemas);
      await traffic.start();
      const anAccount = traffic.edited.find(({ record }) => record.startsWith('account/'))!.record;
      const stops = new Stops(stack, anAccount);
      approver.start();

      let written = 0;
      const look = (): Promise<boolean> =>
        eventsWritten(database, schemas).then((now) => (written = now - before) >= 0);
      for (const { at, fault } of planOf(settings, Object.keys(services), serversOf(stack))) {
        const came = await patiently(async () => (await look()) && written >= at, SETTLE_MILLISECONDS);
        if (!came) {
          problems.push(`the events stopped at ${written}, before ${JSON.stringify(fault)}`);
          break;
        }
        const seconds = ((performance.now() - begun) / 1_000).toFixed(0);
        say(`${seconds.padStart(4)} s ${String(written).padStart(6)} events: ${Object.values(fault).join(' ')}`);
        await make(fault, poison, repetition, stops);
      }
      await patiently(async () => (await look()) && written >= settings.events, SETTLE_MILLISECONDS);
      await Promise.all(underWay.values());
      await traffic.stop();
      await sleep(2_000);
      await approver.stop();
      say('everything was done; waiting for rest');
      const unrest = await settled(schemas);
      if (unrest !== null) problems.push(unrest);

      const groups = await consumersOf(database, transport, settings.bus);
      const notParked = await poison.notParked(database, groups);
      const discarded = await poison.discardAll(stack);
      const unrestAfter = await settled(schemas);
      if (unrestAfter !== null) problems.push(unrestAfter);
      const { keys } = await stack.api<{ keys: { service: string; key: string; reason: string }[] }>('/api/parked');
      const found = await audit(owner.slug, database, transport, groups, traffic.edited);
      const outcome: Outcome = {
        settings,
        audit: found,
        obeyed: await obedience(database),
        projections: await compareProjections(stack),
        faults,
        edits: traffic.count,
        lostAnswers: traffic.lostAnswers,
        approved: approver.approved,
        repeated: repetition.count,
        poison: {
          sent: poison.count,
          notParked,
          discarded,
          stillParked: keys.map(({ service, key, reason }) => `${service} ${key}: ${reason}`),
        },
        problems,
        leftOut,
        minutes: (performance.now() - begun) / 60_000,
      };
      say(`\n${printed(outcome)}\n`);
      expect(failures(outcome)).toEqual([]);
    },
    settings.kills > 5 ? 6 * 3_600_000 : 3_600_000,
  );
});
