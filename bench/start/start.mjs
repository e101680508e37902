// `npm run bench:start [-- FOLDER]`: what a person waits for, on one stack of its own, as one table. FOLDER is an
// export of 8,800 opportunities (../shared/data/crm-sales-opportunities). Numbers are worth as much as the machine is
// idle: its load is printed beside each.
import { cpus, loadavg } from 'node:os';
import { resolve } from 'node:path';
import { MeasuredStack, root, sleep, timed, until } from './stack.mjs';

const folder = resolve(process.argv[2] ?? resolve(root, '../shared/data/crm-sales-opportunities'));
const rows = [];
const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(milliseconds < 9_995 ? 2 : 1)} s`;

function note(what, value, bound, detail = '') {
  rows.push({ what, value, bound, load: loadavg()[0].toFixed(1), detail });
  console.error(`${what}: ${value}${detail ? ` (${detail})` : ''}`);
}

const stack = new MeasuredStack();
try {
  await firstStart();
  await answers('after the import');
  await approval();
  await settled();
  await stack.stop();
  note('warm start to ready', seconds(await stack.start()), '20 s');
  await answers('after a warm start');
} finally {
  await stack.stop();
  stack.remove();
}
print();

/** From the files on disk to every consumer and the X-ray; the watch on the database says when workflows began. */
async function firstStart() {
  const began = performance.now();
  const ready = stack.start('--import', folder);
  ready.catch(() => undefined);
  await until('console', () => stack.facts && stack.call('/api/imports/latest').catch(() => null), 300_000, 100);
  const importBegan = performance.now();
  note('empty home to services ready', seconds(importBegan - began), '');
  const before = total(stack.processor());
  const imported = await until('import', async () => {
    const state = await stack.call('/api/imports/latest').catch(() => null);
    return state?.state === 'completed' && state;
  });
  note('import: all events in the log', seconds(performance.now() - importBegan), '', `${imported.events} events`);
  await until('projection', () => stack.projected());
  note(
    'import: every consumer caught up',
    seconds(performance.now() - importBegan),
    '30 s',
    `${(total(stack.processor()) - before).toFixed(1)} s of processor time over all processes`,
  );
  const { milliseconds } = await timed(() => stack.call('/api/xray'));
  const served = new Date();
  note(
    'import: X-ray served',
    seconds(performance.now() - importBegan),
    '30 s',
    `the answer itself ${seconds(milliseconds)}`,
  );
  await ready;
  note('empty home to ready, with the import', seconds(performance.now() - began), '');
  const first = await firstWorkflow();
  note('first workflow after the X-ray', seconds(first - served), '> 0 s');
}

function total(parts) {
  return Object.values(parts).reduce((sum, part) => sum + part, 0);
}

async function firstWorkflow() {
  const database = await stack.database();
  try {
    return await until('first workflow', async () => {
      const { rows: found } = await database.query(
        `select min(started_at) as first from (select started_at from orchestrator.lifecycle
         union all select started_at from orchestrator.docket) s`,
      );
      return found[0].first;
    });
  } finally {
    await database.end();
  }
}

async function answers(when) {
  const asked = [
    ['/api/xray', ''],
    ['/api/kpis', ''],
    ['/api/forecast', ''],
    ['/api/kpis?asOf=2017-09-30', ''],
    ['/api/forecast?asOf=2017-09-30', ''],
  ];
  for (const [path] of asked) {
    const cold = await timed(() => stack.call(path));
    const warm = await timed(() => stack.call(path));
    note(`${path} ${when}`, `${seconds(cold.milliseconds)}, again ${seconds(warm.milliseconds)}`, '3 s, 1 s');
  }
}

/** From the click to the row: proposals of the first wave, one after another. */
async function approval() {
  const open = await until('a wave of proposals', async () => {
    const { approvals } = await stack.call('/api/approvals?state=open&limit=12');
    return approvals.filter((a) => a.state === 'awaiting').length >= 6 && approvals;
  });
  const database = await stack.database();
  const count = async () => Number((await database.query('select count(*) as n from crm.task')).rows[0].n);
  const took = [];
  try {
    for (const { actionId } of open.filter((a) => a.state === 'awaiting').slice(0, 6)) {
      const shown = await stack.call(`/api/approvals/${encodeURIComponent(actionId)}`);
      const before = await count();
      const began = performance.now();
      const decided = stack.call(`/api/approvals/${encodeURIComponent(actionId)}/decision`, {
        method: 'POST',
        body: JSON.stringify({ decision: 'approve', digest: shown.digest, evidenceOpened: true }),
      });
      decided.catch(() => undefined);
      await until('the task', async () => (await count()) > before, 60_000, 5);
      took.push(performance.now() - began);
      await decided;
    }
  } finally {
    await database.end();
  }
  took.sort((a, b) => a - b);
  note(
    'approval to the task in the CRM',
    `${seconds(took[Math.floor(took.length / 2)])} median`,
    '1 s',
    `${took.length} approvals, slowest ${seconds(took.at(-1))}`,
  );
}

/** When all scores are written back and nobody works but the background. */
async function settled() {
  await until(
    'agents',
    async () => (await stack.call('/api/status')).services.every((s) => s.state === 'ready'),
    600_000,
  );
  await sleep(10_000);
  const parts = Object.entries(stack.memory()).sort(([, a], [, b]) => b - a);
  note(
    'memory of the whole stack (PSS)',
    `${Math.round(total(Object.fromEntries(parts)))} MiB`,
    '2048 MiB',
    parts.map(([name, mib]) => `${name} ${Math.round(mib)}`).join(', '),
  );
}

function print() {
  console.log(`\n${cpus().length} cores (${cpus()[0].model.trim()}), Node ${process.version}\n`);
  console.log('| what | measured | bound | load | |\n|---|---|---|---|---|');
  for (const { what, value, bound, load, detail } of rows) {
    console.log(`| ${what} | ${value} | ${bound} | ${load} | ${detail} |`);
  }
}
