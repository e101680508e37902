// `npm run bench -- proposal [RATE] [SECONDS]`: from an edit in the CRM to the proposal of an agent committed in its
// log, one at a time and among RATE changes a second, on one stack of its own.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { MeasuredStack, root, sleep, until } from '../start/stack.mjs';
import { writeCompany } from './company.mjs';
import { Batches, Edits, paced } from './edits.mjs';
import { Peer } from './peer.mjs';
import { Sightings, stations, traffic } from './sightings.mjs';

const { percentile, printTable } = createRequire(import.meta.url)(join(root, 'dist/bench/table.js'));

const RATE = Number(process.argv[2] ?? 200);
const SECONDS = Number(process.argv[3] ?? 30);
/** The stalled deal gets its owner: `OpportunityOwnerChanged`, at which this action proposes a task. */
const ACTION = 'stalled-deal-alert';
const ONE_AT_A_TIME = 100;
/** Under load: measured edits a second. The rest of the rate is batches of changed amounts and headcounts. */
const MEASURED_A_SECOND = 10;
const WARM_UP = 20;
const CALM_SECONDS = 20;
const GOALS = { idle: 250, loaded: 1_000 };

const stack = new MeasuredStack();
const rows = [];
const hops = [];
const details = [];
try {
  const company = writeCompany(join(stack.home, 'export'), WARM_UP + ONE_AT_A_TIME + MEASURED_A_SECOND * SECONDS);
  console.error('starting, with an import');
  await stack.start('--import', join(stack.home, 'export'));
  const database = await stack.database();
  const edits = new Edits(stack);
  const waiting = company.stalled.map((id) => `opportunity/${id}`);
  const others = [
    ...company.open.map((id) => ({ table: 'opportunity', column: 'amount', id })),
    ...(await accounts(database)).map((id) => ({ table: 'account', column: 'employees', id })),
  ];
  const owner = (n) => ({ ownerId: company.people[n % company.people.length] });
  await calm(database);
  await edits.know(waiting);
  const peer = await Peer.open(stack);
  const sightings = new Sightings(await stack.database(), ACTION);
  sightings.start();

  for (const record of waiting.splice(0, WARM_UP)) {
    await edits.edit(record, owner(1));
    await sightings.of(record);
  }
  for (let n = 0; n < 50; n++) await peer.roundTrip();

  await measured('idle', database, async (note) => {
    const bare = [];
    for (const [n, record] of waiting.splice(0, ONE_AT_A_TIME).entries()) {
      note(record, await edits.edit(record, owner(n)), await sightings.of(record));
      bare.push(await peer.roundTrip());
      await sleep(150);
    }
    return { bare, what: 'one at a time' };
  });
  await calm(database);
  await measured('loaded', database, async (note) => {
    let over = false;
    const bare = peer.until(() => over, 100);
    const batches = new Batches(await stack.database(), others);
    let writing = Promise.resolve();
    const ran = await paced(MEASURED_A_SECOND, SECONDS, async (n) => {
      writing = writing.catch(() => undefined).then(() => batches.write(RATE / MEASURED_A_SECOND - 1));
      const record = waiting.shift();
      const sent = await edits.edit(record, owner(n));
      await writing;
      note(record, sent, await sightings.of(record));
    });
    over = true;
    await batches.database.end();
    if (ran.failures.length > 0) details.push(`${ran.failures.length} edits failed, the first: ${ran.failures[0]}.`);
    const share = `one in ${RATE / MEASURED_A_SECOND} leads to a proposal`;
    return { bare: await bare, what: `${((ran.perSecond / MEASURED_A_SECOND) * RATE).toFixed(0)} changes/s, ${share}` };
  });
  await sightings.stop();
  await sightings.database.end();
  await peer.close();
  await database.end();
  details.push(`Edits repeated because an agent wrote the record meanwhile: ${edits.conflicts}.`);
} finally {
  print();
  await stack.stop();
  stack.remove();
}

/** Lifecycles of imported deals have begun, nothing came on the bus for a while, and nobody has anything left to do. */
async function calm(database) {
  await until('first lifecycle', async () => {
    const { rows: found } = await database.query('select exists (select from orchestrator.lifecycle) as begun');
    return found[0].begun;
  });
  const head = async () => Number((await database.query('select sum(head) as n from bus.partition')).rows[0].n);
  let [last, since] = [-1, performance.now()];
  await until(
    'calm',
    async () => {
      const now = await head();
      if (now !== last) [last, since] = [now, performance.now()];
      return performance.now() - since > CALM_SECONDS * 1_000 && (await stack.projected());
    },
    480_000,
    500,
  );
}

async function accounts(database) {
  return (await database.query('select id from crm.account order by id')).rows.map(({ id }) => id);
}

async function measured(name, database, work) {
  console.error(`measuring: ${name}`);
  const found = new Map();
  const [began, processorBefore] = [Date.now(), stack.processor()];
  const { bare, what } = await work((record, sent, seen) => found.set(record, { sent, seen }));
  const [ended, processor] = [Date.now(), stack.processor()];
  const missing = [...found.values()].filter(({ seen }) => seen === null).length;
  const took = [...found.values()].filter(({ seen }) => seen !== null).map(({ sent, seen }) => seen - sent);
  const p = (values, share) => `${percentile(values, share).toFixed(0)} ms`;
  const met = missing === 0 && percentile(took, 0.99) < GOALS[name];
  rows.push([
    `${name}: ${what}`,
    String(took.length),
    ...[0.5, 0.95, 0.99].map((share) => p(took, share)),
    `${GOALS[name]} ms`,
    met ? 'yes' : '**no**',
  ]);
  rows.push([
    `${name}: bare INSERT, NOTIFY, INSERT`,
    String(bare.length),
    ...[0.5, 0.95, 0.99].map((share) => `${percentile(bare, share).toFixed(1)} ms`),
    '',
    '',
  ]);
  const at = await stations(database, ACTION, [...found.keys()]);
  const steps = [
    ['request to the CRM row', (f, s) => s.crm - f.sent],
    ['CRM row to the event in the log', (f, s) => s.log - s.crm],
    ['log to the bus', (f, s) => s.bus - s.log],
    ['bus to the proposal appended', (f, s) => s.proposed - s.bus],
    ['appended to seen committed', (f, s) => f.seen - s.proposed],
  ];
  for (const [step, of] of steps) {
    const values = [...found]
      .filter(([record, f]) => f.seen && at.has(record))
      .map(([record, f]) => of(f, at.get(record)));
    hops.push([`${name}: ${step}`, ...[0.5, 0.95, 0.99].map((share) => p(values, share))]);
  }
  const { events, fanOut, proposals, groupsOfDeals } = await traffic(database, began, ended);
  const seconds = (ended - began) / 1_000;
  details.push(
    `${name}: ${(events / seconds).toFixed(0)} events/s on the bus, each for ${fanOut.toFixed(1)} consumers on average (${groupsOfDeals} read deals); ` +
      `${((100 * proposals) / events).toFixed(1)} % of the events are proposals${missing > 0 ? `; ${missing} never came` : ''}.`,
    `${name}: cores used by ${Object.entries(processor)
      .map(([process, used]) => [process, (used - (processorBefore[process] ?? 0)) / seconds])
      .sort(([, a], [, b]) => b - a)
      .map(([process, cores]) => `${process} ${cores.toFixed(2)}`)
      .join(', ')}.`,
  );
}

/** What was measured, also when something failed later. */
function print() {
  printTable(
    'From an edit to the proposal, committed and seen',
    ['what', 'n', 'p50', 'p95', 'p99', 'goal p99', 'met'],
    rows,
  );
  printTable('Where the milliseconds are', ['step', 'p50', 'p95', 'p99'], hops);
  console.log(`\n${details.join('\n')}`);
}
