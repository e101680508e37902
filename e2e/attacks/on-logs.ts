import { proposalDigest } from '@salesagent/governance';
import type { Change } from '@salesagent/canon/sales';
import { salesagent, until } from '../harness';
import type { Scene, Waiting } from './scene';
import type { Tally } from './tally';

interface Recorded extends Record<string, unknown> {
  digest: string;
}

/** A change of the attacker's own, with the digest that truly belongs to it. */
function forgedEdit(d: Recorded): object {
  const { actionId } = d as Recorded & { actionId: string };
  const [action = '', subject = ''] = actionId.split(':');
  const change: Change = {
    ...{ kind: 'task', ownerId: 'nobody', title: 'Wire the money', body: '', dueInBusinessDays: 1 },
    opportunityId: subject.split('/')[1] ?? null,
  };
  return { ...d, edited: true, change, digest: proposalDigest({ action, subject, change }) };
}

const BY_SOMEBODY_ELSE = 'somebody-else';

/** Rows of the log of decisions, altered by who owns the database between approval and execution. */
const ALTERATIONS: ((decision: Recorded) => object)[] = [
  // its digest
  (d) => ({ ...d, digest: 'f'.repeat(64) }),
  // who decided
  (d) => ({ ...d, by: BY_SOMEBODY_ELSE, personId: BY_SOMEBODY_ELSE }),
  // the version of the record
  (d) => ({ ...d, recordVersion: 1_000_000 }),
  // the version of the policy
  (d) => ({ ...d, policyVersion: 'another' }),
  // what it is about
  (d) => ({ ...d, actionId: 'stalled-deal-alert:opportunity/another:1' }),
  // what was decided on, with the digest that belongs to it
  forgedEdit,
  // until when it holds
  (d) => ({ ...d, expiresAt: '2020-01-01T00:00:00.000Z' }),
];

export async function tamperedLog(scene: Scene, tally: Tally): Promise<void> {
  const operations = await scene.token('operations');
  let p: Waiting | null = null;
  for (const [n, alter] of ALTERATIONS.entries()) {
    // The owner's decision on one, then that of operations: the same person's again would be the same decision.
    const second: boolean = p !== null && n % 2 === 1 && !(await scene.hasEnded(p.actionId));
    if (!second) p = await scene.fresh();
    const { actionId } = p!;
    tally.target(actionId);
    const answered = await scene.count(actionId, 'DecisionVoided');
    let eventId = '';
    await scene.whileApproved(
      p!,
      async () => void (eventId = await altered(scene, actionId, alter)),
      second ? operations : undefined,
    );
    await until(
      'the decision is void, or the proposal gone',
      async () => (await scene.count(actionId, 'DecisionVoided')) > answered || (await scene.hasEnded(actionId)),
      Boolean,
    );
    const last = (await scene.gateLog(actionId)).at(-1);
    tally.note(last?.type === 'DecisionVoided' ? `void: ${String(last.data['code'])}` : String(last?.type));
    await named(scene, scene.stack.home, eventId, tally);
  }
}

/** Alters the newest decision on a proposal; the id of its row. */
async function altered(scene: Scene, actionId: string, alter: (d: Recorded) => object): Promise<string> {
  const [row] = await scene.database.query<{ id: string; data: Recorded }>(
    `select id, data from orchestrator.event where type = 'DecisionRecorded' and data->>'actionId' = $1
     order by position desc limit 1`,
    [actionId],
  );
  if (!row) throw new Error('the decision is not in the log');
  const data = JSON.stringify(alter(row.data));
  await scene.database.query('update orchestrator.event set data = $2::json where id = $1', [row.id, data]);
  return row.id;
}


/** The verifier of the audit chain names the row. */
async function named(scene: Scene, home: string, eventId: string, tally: Tally): Promise<void> {
  const [link] = await until(
    'the row is on the chain',
    () =>
      scene.database.query<{ seq: string }>(
        `select seq::text as seq from orchestrator.audit_link where source = 'orchestrator' and event_id = $1`,
        [eventId],
      ),
    (rows) => rows.length === 1,
  );
  const { status, out } = await salesagent(home, 'audit', 'verify');
  const found = status === 1 && out.includes(`The row behind link ${link!.seq} was changed`);
  tally.note(found ? 'named by the verifier' : 'not named by the verifier');
}
