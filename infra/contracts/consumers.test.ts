import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createTopics, KafkaBus } from '@salesagent/bus';
import { until } from '@salesagent/bus/testing';
import { topicDefinitions, type IntegrationEvent } from '@salesagent/canon/events';
import { describeWith, describeWithKafka, testKafka, type TestKafka } from '@salesagent/servers/testing';
import { buildEventsPackage, installEventsPackage } from './events-package';
import { checkout } from './releases';
import { theStory } from './samples';

jest.setTimeout(300_000);

const ROOT = checkout();
const EXAMPLES = join(ROOT, 'integrations/examples');
const DEAL = 'opportunity/D-2077';
const APPROVED = 'proposal-draft:opportunity/D-2077:1';

interface Consumer {
  command: string;
  args: string[];
  environment?: Record<string, string>;
}

/** The consumer as another team would install it: our package from its tarball, the rest from where npm put it. */
function typescript(folder: string): Consumer {
  installEventsPackage(buildEventsPackage(), folder);
  cpSync(join(EXAMPLES, 'consumer-typescript/src'), join(folder, 'src'), { recursive: true });
  cpSync(join(EXAMPLES, 'consumer-typescript/package.json'), join(folder, 'package.json'));
  const node = join(ROOT, 'node_modules/node/bin/node');
  return { command: existsSync(node) ? node : process.execPath, args: [join(folder, 'src/main.ts')] };
}

/** Python with what the requirements pin, in a folder that is kept for the next run. */
function python(): Consumer {
  const folder = join(EXAMPLES, 'consumer-python');
  const pinned = readFileSync(join(folder, 'requirements.txt'), 'utf8');
  const place = join(homedir(), '.cache/salesagent/consumer-python');
  const program = join(place, 'bin/python');
  const stamp = join(place, 'requirements.txt');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== pinned) {
    rmSync(place, { recursive: true, force: true });
    run('python3', ['-m', 'venv', place]);
    run(program, [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '-r',
      join(folder, 'requirements.txt'),
    ]);
    writeFileSync(stamp, pinned);
  }
  return {
    command: program,
    args: [join(folder, 'main.py')],
    environment: { CONTRACTS: join(ROOT, 'contracts/schemas') },
  };
}

function run(command: string, args: string[]): void {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`);
}

describeWithKafka('the worked consumers, as processes of their own on a real broker', () => {
  let bus: KafkaBus | null = null;
  let broker: TestKafka;
  let story: IntegrationEvent[];
  const running = new Set<ChildProcess>();

  /** A company of the test's own, with topics and nothing in them. */
  beforeEach(async () => {
    broker = await testKafka();
    const { address, company } = broker;
    await createTopics({ brokers: [address] }, topicDefinitions(company));
    bus = new KafkaBus({ brokers: [address], company });
    story = theStory().map((event) => ({ ...event, company, topic: event.topic.replace(/^acme\./, `${company}.`) }));
  });
  afterEach(async () => {
    for (const child of running) child.kill('SIGKILL');
    running.clear();
    await bus?.close();
  });

  describe('in TypeScript', () => handlesEachEventOnce('TypeScript', typescript));

  // Asked of the machine itself: some have Python and not the part that makes environments.
  const hasPython = spawnSync('python3', ['-c', 'import venv, ensurepip']).status === 0;
  describeWith({ name: 'python3 with venv', met: hasPython }, 'in Python', () =>
    handlesEachEventOnce('Python', python),
  );

  function handlesEachEventOnce(name: string, install: (folder: string) => Consumer): void {
    it('handles each event once, through kill -9, repeats, gaps and broken messages', async () => {
      mkdirSync(join(ROOT, '.cache'), { recursive: true });
      const folder = mkdtempSync(join(ROOT, '.cache/consumer-'));
      try {
        await follows(name.toLowerCase(), folder, install(folder));
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }

  async function follows(name: string, folder: string, consumer: Consumer): Promise<void> {
    const state = join(folder, 'ledger.sqlite');
    const publish = (events: IntegrationEvent[]): Promise<void> => bus!.publish(events);
    const relevant = story.filter((event) => /crm\.opportunity|gate\.action/.test(event.topic));
    const deal = relevant.filter((event) => event.key === DEAL);
    const won = deal.findIndex((event) => event.type === 'OpportunityWon');
    const first = start(consumer, name, state);
    await publish(relevant.filter((event) => event !== deal[won]));
    await until(() => count(state, 'approval') === 1);
    first.kill('SIGKILL');

    const second = start(consumer, name, state);
    const unknown = { ...deal[won]!, type: 'DealTeleported', sequence: deal[won]!.sequence + 1 };
    const broken = { ...deal[won]!, data: { recordId: 7 }, sequence: deal[won]!.sequence + 2 };
    const last = { ...deal[won]!, type: 'AmountRevised', sequence: deal[won]!.sequence + 3 };
    // Before the event that is missing, what comes after it; then everything again.
    await publish([unknown, broken, last]);
    await until(() => count(state, 'held') === 3);
    expect(count(state, 'won_deal')).toBe(0);
    await publish([deal[won]!, ...relevant]);
    await until(() => position(state, deal[won]!.key) === last.sequence);
    await until(() => second.seen('duplicate') >= relevant.length - 1);
    second.kill('SIGTERM');
    await second.ended;

    expect(rows(state, 'select deal_id, amount from won_deal')).toEqual([{ deal_id: 'D-2077', amount: 45_600 }]);
    expect(rows(state, 'select action_id, approved_by from approval')).toEqual([
      { action_id: APPROVED, approved_by: 'P-7' },
    ]);
    expect(rows(state, 'select sequence from refused')).toEqual([{ sequence: broken.sequence }]);
    expect(count(state, 'held')).toBe(0);
  }

  function start(consumer: Consumer, name: string, state: string) {
    const child = spawn(consumer.command, consumer.args, {
      env: {
        ...{ PATH: process.env['PATH'], KAFKAJS_NO_PARTITIONER_WARNING: '1', NODE_NO_WARNINGS: '1' },
        ...{ KAFKA_BROKERS: broker.address, SALESAGENT_COMPANY: broker.company, STATE: state },
        ...{ GROUP: `${broker.company}-${name}`, ...consumer.environment },
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    let said = '';
    child.stdout.on('data', (text: Buffer) => (said += text.toString()));
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    let died: string | null = null;
    const ended = new Promise<void>((resolve) =>
      child.once('exit', (code, signal) => {
        if (code !== 0 && signal === null) died = `${name} ended with ${code}:\n${said}`;
        resolve();
      }),
    );
    return {
      ended,
      kill: (signal: NodeJS.Signals) => child.kill(signal),
      seen: (outcome: string): number => {
        if (died) throw new Error(died);
        return said.split('\n').filter((line) => line.includes(`"${outcome}"`)).length;
      },
    };
  }
});

function rows(state: string, sql: string): unknown[] {
  if (!existsSync(state)) return [];
  const db = new DatabaseSync(state, { readOnly: true });
  try {
    return db
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }));
  } catch (error) {
    if (/no such table|locked|unable to open/.test(String(error))) return [];
    throw error;
  } finally {
    db.close();
  }
}

const count = (state: string, table: string): number =>
  (rows(state, `select count(*) as n from ${table}`)[0] as { n: number } | undefined)?.n ?? 0;
const position = (state: string, key: string): number =>
  (rows(state, `select sequence from position where key = '${key}'`)[0] as { sequence: number } | undefined)
    ?.sequence ?? 0;
