// `npm test`: lint, types, format, then every suite; closes with one line `N passed, N failed, N skipped`.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const bin = (name) => join(root, 'node_modules/.bin', name);
const results = join(root, '.cache/test');
mkdirSync(results, { recursive: true });

const totals = { passed: 0, failed: 0, skipped: 0 };
const notable = [];

const environment = { ...process.env, NX_DAEMON: 'false', FORCE_COLOR: '0' };

/** Its status, and all that it wrote: of checks that run side by side, each says its own in one piece. */
function run([program, ...parameters]) {
  return new Promise((done) => {
    const child = spawn(program, parameters, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: environment });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('error', (error) => done({ status: 1, output: `${error.message}\n` }));
    child.once('close', (status, signal) =>
      done({ status, output: signal ? `${output}ended by ${signal}\n` : output }),
    );
  });
}

/** A check of the whole repository counts as one. */
async function check(name, ...steps) {
  const begun = performance.now();
  let ok = true;
  for (const step of steps) {
    const { status, output } = await run(step);
    process.stdout.write(output);
    ok = status === 0;
    if (!ok) break;
  }
  totals[ok ? 'passed' : 'failed'] += 1;
  if (!ok) notable.push(`failed: ${name}`);
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds(begun)})`);
}

function seconds(begun) {
  return `${((performance.now() - begun) / 1_000).toFixed(0)} s`;
}

/** A jest project; its own report says what passed. */
function suite(name, ...parameters) {
  const begun = performance.now();
  const file = join(results, `${name}.json`);
  rmSync(file, { force: true });
  const jest = ['--max-old-space-size=2048', join(root, 'node_modules/jest/bin/jest.js')];
  const report = ['--selectProjects', name, '--json', `--outputFile=${file}`];
  spawnSync(process.execPath, [...jest, ...report, ...parameters], { cwd: root, stdio: 'inherit', env: environment });
  if (!existsSync(file)) {
    totals.failed += 1;
    notable.push(`failed: ${name} did not run to its end`);
    return;
  }
  const told = JSON.parse(readFileSync(file, 'utf8'));
  totals.passed += told.numPassedTests;
  totals.failed += told.numFailedTests + told.numRuntimeErrorTestSuites;
  totals.skipped += told.numPendingTests + told.numTodoTests;
  for (const { assertionResults, name: path, status, message } of told.testResults) {
    for (const test of assertionResults) {
      if (test.status === 'pending' || test.status === 'todo') notable.push(`skipped: ${test.fullName}`);
      if (test.status === 'failed') notable.push(`failed: ${test.fullName}`);
    }
    if (status === 'failed' && assertionResults.length === 0)
      notable.push(`failed: ${path}: ${message.split('\n')[0]}`);
  }
  console.log(`${name} (${seconds(begun)})`);
}

const node = process.execPath;
await check('build', [node, join(root, 'infra/local/build.mjs')]);
// Each is one thread, and lint takes about as long as the others together.
await Promise.all([
  check('lint', [bin('nx'), 'graph', '--file=.nx/graph.json'], [bin('eslint'), '.', '--max-warnings', '0']),
  check('types', [bin('tsc'), '-p', 'tsconfig.json'], [bin('tsc'), '-p', 'apps/console/web/tsconfig.json'])
    .then(() => check('format', [bin('prettier'), '--check', '--log-level', 'warn', '.']))
    .then(() => check('generated files', [node, join(root, 'infra/test/generated.mjs')])),
]);
suite('unit', '-w', '2');
suite('integration', '-w', '2');
// Stacks share nothing, and each waits for most of its time.
suite('e2e', '-w', '2');
console.log(`
Not in this run, since it is long; each has its own command:
  npm run test:crash      every part killed after every event (this run: the worst moment of each part)
  npm run test:erasure    a person erased on both buses (this run: on Kafka, or on the database where there is none)
  npm run test:sequences, test:faults, test:attacks, test:live, drill:backup, drill:hosted: docs/DEVELOPMENT.md`);

if (notable.length > 0) console.log(`\n${notable.join('\n')}\n`);
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed === 0 ? 0 : 1);
