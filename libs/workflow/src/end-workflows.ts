import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { WORKFLOWS } from './contracts';

const AT_ONCE = 20;
/** Pause before looking again: what was ended is listed as running for a moment longer, in milliseconds. */
const PAUSE = 300;

/**
 * Ends every running workflow of the namespace that is ours, as it stands. For a database that went back in time: what
 * the workflows remember did not happen. Schedules stay.
 *
 * @param reason kept in each workflow's history
 * @returns how many were ended
 */
export async function endWorkflows(client: Client, reason: string): Promise<number> {
  const types = Object.values(WORKFLOWS).map((type) => `'${type}'`);
  const query = `ExecutionStatus = 'Running' and WorkflowType in (${types.join(', ')})`;
  const ended = new Set<string>();
  for (;;) {
    const running: { workflowId: string; runId: string }[] = [];
    for await (const { workflowId, runId } of client.workflow.list({ query })) running.push({ workflowId, runId });
    if (running.length === 0) return ended.size;
    for (let from = 0; from < running.length; from += AT_ONCE) {
      await Promise.all(
        running.slice(from, from + AT_ONCE).map(async ({ workflowId, runId }) => {
          await terminate(client, workflowId, runId, reason);
          ended.add(runId);
        }),
      );
    }
    await new Promise((next) => setTimeout(next, PAUSE));
  }
}

async function terminate(client: Client, workflowId: string, runId: string, reason: string): Promise<void> {
  try {
    await client.workflow.getHandle(workflowId, runId).terminate(reason);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error; // it has ended by itself
  }
}
