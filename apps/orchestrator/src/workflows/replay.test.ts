import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DeterminismViolationError } from '@temporalio/workflow';
import { Worker, type WorkflowBundle } from '@temporalio/worker';
import { workflowBundle } from '@salesagent/workflow';
import { BRANCHES } from '../../testing/histories/coverage';
import { recordedHistories } from '../../testing/histories/record';

jest.setTimeout(120_000);

const ROOT = resolve(__dirname, '../../../..');
const bundleOf = (workflowsPath: string): Promise<WorkflowBundle> => workflowBundle({ workflowsPath, root: ROOT });
const bundle = bundleOf(require.resolve('.'));
const histories = recordedHistories();

async function replay(code: WorkflowBundle, { json, name }: (typeof histories)[number]): Promise<void> {
  await Worker.runReplayHistory({ workflowBundle: code }, json, name);
}

/** A change that breaks one of these breaks workflows that are running: put it behind `patched()`. */
describe('recorded histories', () => {
  it.each(histories.map((h) => [h.name, h] as const))('%s still replays', async (_name, history) => {
    await replay(await bundle, history);
  });
});

describe('the coverage list', () => {
  it.each(BRANCHES.map((b) => [`${b.workflow}: ${b.branch}`, b] as const))('%s is recorded', (_name, branch) => {
    const seen = histories.filter(
      ({ history }) => history.workflow === branch.workflow && history.isOf(branch) && branch.seen(history),
    );
    if (seen.length === 0)
      throw new Error(`no recorded history goes this way: add a scenario and run "npm run record:histories"`);
  });

  it('names every history for what it is: none is there that shows no branch', () => {
    const idle = histories.filter(
      ({ history }) => !BRANCHES.some((b) => b.workflow === history.workflow && history.isOf(b) && b.seen(history)),
    );
    expect(idle.map((h) => h.name)).toEqual([]);
  });

  it('has branches with and without each marker of the code', () => {
    for (const marker of markersOfTheCode()) {
      expect({ marker, with: BRANCHES.some((b) => b.marker === marker) }).toEqual({ marker, with: true });
      expect({ marker, without: BRANCHES.some((b) => b.without === marker) }).toEqual({ marker, without: true });
    }
  });
});

/** Ids given to `patched()`, as text or by a constant of the file or its neighbours. */
function markersOfTheCode(): string[] {
  const sources = readdirSync(__dirname)
    .filter((f) => f.endsWith('.ts') && !/\.(test|spec)\.ts$/.test(f))
    .map((f) => readFileSync(join(__dirname, f), 'utf8'))
    .join('\n');
  const given = [...sources.matchAll(/\b(?:patched|deprecatePatch)\(\s*([^)\s]+)\s*\)/g)].map((m) => m[1]!);
  return [...new Set(given)].map((name) => {
    const literal =
      /^'([^']+)'$/.exec(name) ?? new RegExp(`const ${name.replace('.', '\\.')} = '([^']+)'`).exec(sources);
    if (!literal) throw new Error(`patched(${name}): give its id as text, or by a constant of text in workflows/`);
    return literal[1]!;
  });
}

describe('an incompatible workflow', () => {
  /** Today's workflows with one change that no running workflow would survive. */
  async function changed(file: string, from: string, to: string): Promise<WorkflowBundle> {
    mkdirSync(join(ROOT, '.cache'), { recursive: true });
    const folder = mkdtempSync(join(ROOT, '.cache/incompatible-'));
    try {
      for (const name of readdirSync(__dirname).filter((f) => f.endsWith('.ts') && !f.endsWith('.test.ts'))) {
        const source = readFileSync(join(__dirname, name), 'utf8');
        if (name === file && !source.includes(from)) throw new Error(`${file} does not contain ${from}`);
        writeFileSync(join(folder, name), name === file ? source.replace(from, to) : source);
      }
      return await bundleOf(join(folder, 'index.ts'));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const named = (name: string): (typeof histories)[number] => {
    const found = histories.find((h) => h.name.endsWith(`/${name}`));
    if (!found) throw new Error(`no history ${name}`);
    return found;
  };

  it('is what replays when nothing of it is changed', async () => {
    const same = await changed('action-gate.ts', 'class Gate {', 'class Gate {');
    await replay(same, named('gate-approved'));
  });

  it.each([
    [
      'an activity is called before another that was called first',
      'gate-approved',
      [
        'action-gate.ts',
        'const opening = await gate.openGate',
        'await gate.recheck({ actionId: this.actionId });\n    const opening = await gate.openGate',
      ],
    ],
    [
      'an activity is left out',
      'gate-approved',
      ['action-gate.ts', 'await gate.noteOutcome({ actionId: this.actionId, outcome });', ''],
    ],
    [
      'a timer is taken away',
      'gate-expired',
      ['action-gate.ts', 'this.withdrawal !== null, clamp(left))', 'this.withdrawal !== null)'],
    ],
    [
      'a lifecycle waits without its timer',
      'deal-due-dates',
      ['deal-lifecycle.ts', 'condition(() => pending, untilDue(due))', 'condition(() => pending).then(() => true)'],
    ],
  ] as const)('fails where %s', async (_what, history, [file, from, to]) => {
    await expect(replay(await changed(file, from, to), named(history))).rejects.toThrow(DeterminismViolationError);
  });
});
