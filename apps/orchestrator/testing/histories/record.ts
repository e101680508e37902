import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { historyToJSON, type Client } from '@salesagent/workflow';

export const HISTORIES = resolve(__dirname, '../src/workflows/histories');

/**
 * With `RECORD_HISTORIES=1`, keeps what a workflow did as a file that later versions of its code must be able to
 * replay. Record anew only when a change was made with `patched()` and no running workflow needs the old path.
 */
export async function recordHistory(client: Client, workflowId: string, name: string): Promise<void> {
  if (process.env['RECORD_HISTORIES'] !== '1') return;
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  mkdirSync(HISTORIES, { recursive: true });
  writeFileSync(
    join(HISTORIES, `${name}.json`),
    `${historyToJSON(history).replace(/"identity": *"[^"]*"/g, '"identity": "recorded"')}\n`,
  );
}
