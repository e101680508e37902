import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { editInCrm, type RunningStack } from '../harness';
import type { Evidence, EventName } from './evidence';
import { notStanding, pidOf, type Part } from './kill';
import type { CellResult } from './matrix';

/** How long each step may take on a machine that others use as well. */
const PATIENCE = 120_000;

/**
 * One cell: an owner is set on a stalled deal, the alert is proposed; once `event` is written, the part is killed; a
 * person approves; the CRM must have the task, once, and everything must stand again.
 */
export async function runCell(
  stack: RunningStack,
  evidence: Evidence,
  { part, event, deal, owner }: { part: Part; event: EventName; deal: string; owner: string },
): Promise<CellResult> {
  const actionId = `stalled-deal-alert:opportunity/${deal}:1`;
  const problems: string[] = [];
  const settled = await standing(stack, 'gateway', 0);
  if (settled !== null) problems.push(`before the kill ${settled}`);
  // The edit of a person in the CRM that makes the alert due.
  await editInCrm(stack, token(stack), `opportunity/${deal}`, { ownerId: owner });

  const decidedEarly = event === 'ActionApproved' || event === 'ActionExecuted';
  const early = decidedEarly ? approve(stack, actionId) : null;
  early?.catch(() => undefined); // awaited below
  const seen = await until(async () => (await evidence.logged(actionId)).some((e) => e.type === event), 1);
  if (!seen) {
    const { got } = await summary(evidence, actionId);
    return { part, event, problems: [`${event} was not written; there is ${got}`], seconds: 0, last: null };
  }
  const killed = pidOf(stack, part);
  process.kill(killed, 'SIGKILL');
  const killedAt = new Date();
  const begun = performance.now();

  await (early ?? approve(stack, actionId)).catch((error: unknown) => problems.push(String(error)));
  await until(async () => (await evidence.logged(actionId)).some((e) => e.type === 'ActionExecuted'), 50);
  const missing = await standing(stack, part, killed);
  if (missing !== null) problems.push(missing);
  const seconds = (performance.now() - begun) / 1_000;

  const { counts, got, log } = await summary(evidence, actionId);
  for (const type of ['ActionProposed', 'ActionApproved', 'ExecutionStarted', 'ActionExecuted'])
    if (counts.get(type) !== 1) problems.push(`${counts.get(type) ?? 0} × ${type} (${got})`);
  const tasks = await evidence.tasksOf(actionId);
  if (tasks !== 1) problems.push(`${tasks} tasks in the CRM`);
  const parked = await evidence.parked();
  if (parked.length > 0) problems.push(`parked: ${parked.join(', ')}`);
  const shown = await until(async () => (await approvalOf(stack, actionId))?.state === 'executed', 100);
  if (!shown) problems.push('the console does not show it as executed');
  const last = log.filter((e) => e.recordedAt <= killedAt).at(-1)?.type ?? null;
  return { part, event, problems, seconds, last };
}

async function summary(evidence: Evidence, actionId: string) {
  let log: Awaited<ReturnType<Evidence['logged']>> = [];
  await until(async () => {
    log = await evidence.logged(actionId);
    return true;
  }, 200);
  const counts = new Map<string, number>();
  for (const { type } of log) counts.set(type, (counts.get(type) ?? 0) + 1);
  return { log, counts, got: log.map((e) => e.type).join(', ') || 'nothing' };
}

/** Null once everything stands, else what still does not when patience ends. */
async function standing(stack: RunningStack, part: Part, killed: number): Promise<string | null> {
  let missing: string[] = [];
  const stands = await until(async () => (missing = await notStanding(stack, part, killed)).length === 0, 150);
  return stands ? null : missing.join(', ');
}

interface Approval {
  state: string;
  digest: string;
}

/** As a person does in the console: wait for the question, approve what is shown, press again when it did not work. */
async function approve(stack: RunningStack, actionId: string): Promise<void> {
  const path = `/api/approvals/${encodeURIComponent(actionId)}`;
  let said = 'nothing was asked';
  const decided = await until(async () => {
    const approval = await approvalOf(stack, actionId);
    if (!approval) return false;
    if (['approved', 'executing', 'executed'].includes(approval.state)) return true;
    said = `it is ${approval.state}`;
    if (approval.state !== 'awaiting') return false;
    try {
      const body = { decision: 'approve', digest: approval.digest, evidenceOpened: true };
      await stack.api(`${path}/decision`, { method: 'POST', body });
      return true;
    } catch (error) {
      said = String(error);
      return false;
    }
  }, 50);
  if (!decided) throw new Error(`it could not be approved: ${said}`);
}

async function approvalOf(stack: RunningStack, actionId: string): Promise<Approval | null> {
  return stack.api<Approval>(`/api/approvals/${encodeURIComponent(actionId)}`).catch(() => null);
}

function token(stack: RunningStack): string {
  return readFileSync(join(stack.home, 'operator-token'), 'utf8').trim();
}

/** Asks over and over, also while the answer is an error; false when patience ends. */
async function until(is: () => Promise<boolean>, pause: number): Promise<boolean> {
  const begun = performance.now();
  while (performance.now() - begun < PATIENCE) {
    if (await is().catch(() => false)) return true;
    await new Promise((next) => setTimeout(next, pause));
  }
  return false;
}
