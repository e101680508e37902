import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Worker } from '@temporalio/worker';
import { workflowBundle } from '@salesagent/workflow';
import { HISTORIES } from '../../testing/record-history';

const bundle = workflowBundle({ workflowsPath: require.resolve('.'), root: resolve(__dirname, '../../../..') });

/** A change that breaks one of these breaks workflows that are running: put it behind `patched()`. */
describe('recorded histories', () => {
  const files = readdirSync(HISTORIES).filter((f) => f.endsWith('.json'));
  it.each(files)(
    '%s still replays',
    async (file) => {
      const history = JSON.parse(readFileSync(join(HISTORIES, file), 'utf8')) as unknown;
      await Worker.runReplayHistory({ workflowBundle: await bundle }, history, file.replace('.json', ''));
    },
    120_000,
  );
});
