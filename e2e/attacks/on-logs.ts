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
  // whether it was read
  (d) => ({ ...d, evidenceOpened: d['evidenceOpened'] !== true }),
  // as which role
  (d) => ({ ...d, roles: ['operations_vp'] }),
  // no seal, as decisions had none once
  ({ seal: _, ...d }) => d,
  // a seal that names another key
  (d) => ({ ...d, seal: `${'0'.repeat(16)}.${String(d['seal']).split('.').at(-1)}` }),
  // the code of the seal without its key
  (d) => ({ ...d, by: BY_SOMEBODY_ELSE, seal: String(d['seal']).split('.').at(-1) }),
];

export async function tamperedLog(scene: Scene, tally: Tally): Promise<void> {
  let p = await scene.fresh();
  for (const alter of ALTERATIONS) {
    // A decision that is void is asked for anew; what an agent took back meanwhile is not.
    if (await scene.hasEnded(p.actionId)) p = await scene.fresh();
    for (let tries = 0; tries < 3 && !(await tamper(scene, tally, p, alter)); tries++) p = await scene.fresh();
  }
}

interface Row {
  id: string;
  data: string;
}

/**
 * Alters the decision on a proposal once it is on the audit chain, lets the gate go on, and puts the row back. False when
 * an agent had taken the proposal back before.
 */
async function tamper(scene: Scene, tally: Tally, p: Waiting, alter: (d: Recorded) => object): Promise<boolean> {
  const { actionId } = p;
  tally.target(actionId);
  const before = await scene.count(actionId, 'DecisionVoided');
  let row: Row = { id: '', data: '' };
  let link = '';
  const held = await scene.whileApproved(p, async () => {
    row = await newestDecision(scene, actionId);
    link = await linkOf(scene, row.id);
    await write(scene, row.id, JSON.stringify(alter(JSON.parse(row.data) as Recorded)));
  });
  if (!held) return false;
  await until(
    'the decision is void, or the proposal gone',
    async () => (await scene.count(actionId, 'DecisionVoided')) > before || (await scene.hasEnded(actionId)),
    Boolean,
  );
  const log = await scene.gateLog(actionId);
  const voided = log.filter(({ type }) => type === 'DecisionVoided')[before];
  tally.note(voided ? `void: ${String(voided.data['code'])}` : String(log.at(-1)?.type));
  const { status, out } = await salesagent(scene.stack.home, 'audit', 'verify');
  const found = status === 1 && out.includes(`The row behind link ${link} was changed`);
  tally.note(found ? 'named by the verifier' : 'not named by the verifier');
  await write(scene, row.id, row.data);
  return true;
}

async function newestDecision(scene: Scene, actionId: string): Promise<Row> {
  const [row] = await scene.database.query<Row>(
    `select id, data::text as data from orchestrator.event
     where type = 'DecisionRecorded' and data->>'actionId' = $1 order by position desc limit 1`,
    [actionId],
  );
  if (!row) throw new Error('the decision is not in the log');
  return row;
}

async function write(scene: Scene, id: string, data: string): Promise<void> {
  await scene.database.query('update orchestrator.event set data = $2::json where id = $1', [id, data]);
}

/** The number of a row on the audit chain, once it is there. */
async function linkOf(scene: Scene, eventId: string): Promise<string> {
  const [link] = await until(
    'the row is on the chain',
    () =>
      scene.database.query<{ seq: string }>(
        `select seq::text as seq from orchestrator.audit_link where source = 'orchestrator' and event_id = $1`,
        [eventId],
      ),
    (rows) => rows.length === 1,
  );
  return link!.seq;
}
