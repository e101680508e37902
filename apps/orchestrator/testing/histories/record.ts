import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { historyToJSON, type Client } from '@salesagent/workflow';
import { BRANCHES } from './coverage';
import { RecordedHistory } from './recorded-history';

export const HISTORIES = resolve(__dirname, '../../src/workflows/histories');

/** The folder of what is recorded now; at a release it gets that release's name. */
const NEXT = 'next';

/** Every recorded history of every release, as `{release}/{name}`. */
export function recordedHistories(): { name: string; json: unknown; history: RecordedHistory }[] {
  return readdirSync(HISTORIES, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => {
      const json = JSON.parse(readFileSync(file, 'utf8')) as unknown;
      return { name: file.slice(HISTORIES.length + 1, -'.json'.length), json, history: new RecordedHistory(json) };
    });
}

/**
 * The branches of the coverage list that a run of a workflow went through, by its own events. With
 * `RECORD_HISTORIES=1` the history is kept as `{release}/{name}.json`, which all later versions of the code have to replay.
 * @param runId of a run that has continued as new; else the newest
 * @param release whose code began the run, where that is not today's
 */
export async function branchesOf(
  client: Client,
  workflowId: string,
  name: string,
  runId?: string,
  release = NEXT,
): Promise<string[]> {
  const fetched = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const text = historyToJSON(fetched)
    .replace(/"identity": *"[^"]*"/g, '"identity": "recorded"')
    // Queues of a worker's cache are named after its process and machine.
    .replace(/"name": *"\d+@[^"]*"/g, '"name": "recorded-sticky"');
  const history = new RecordedHistory(JSON.parse(text));
  if (process.env['RECORD_HISTORIES'] === '1') keep(join(HISTORIES, release), `${name}.json`, text, release === NEXT);
  return BRANCHES.filter((b) => b.workflow === history.workflow && history.isOf(b) && b.seen(history)).map(
    (b) => b.branch,
  );
}

/** What a release recorded stays as it is. */
function keep(folder: string, name: string, text: string, anew: boolean): void {
  const file = join(folder, name);
  if (!anew && existsSync(file)) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${text}\n`);
}
