import { endWorkflows, gateWorkflowId } from '@salesagent/workflow';
import type { Proposal } from '@salesagent/canon/events';
import { ACompany, anna } from '../../testing/a-company';
import { schema } from '../schema';
import { GateWorkflows } from './gate-workflows';

jest.setTimeout(60_000);

let company: ACompany;
beforeAll(async () => {
  company = await ACompany.start();
  company.orchestration.start();
}, 240_000);
afterAll(() => company?.stop());

const approve = ({ actionId, digest }: Proposal) =>
  company.orchestration.decisions.take({ actionId, digest, decision: 'approve', evidenceOpened: true }, anna);
const executions = ({ actionId }: Proposal) => company.executed.filter((e) => e.actionId === actionId).length;

/** The database as it was before the decision: log and view, while Temporal knows what came after. */
async function forgetDecision({ actionId }: Proposal): Promise<void> {
  const { pool } = company.database;
  await pool.query(
    `delete from orchestrator.event where type in ('ActionApproved', 'PermitIssued') and stream = $1
       or stream in (select 'decision/' || decision_id from orchestrator.decision where action_id = $1)`,
    [actionId],
  );
  await pool.query('delete from orchestrator.decision where action_id = $1', [actionId]);
  await pool.query(
    `update orchestrator.docket set state = 'open', decision_id = null, decided_at = null where action_id = $1`,
    [actionId],
  );
}

/** What the operator does after a restore. */
async function bringBack(): Promise<void> {
  await endWorkflows(company.client, 'the database was restored');
  for (const statement of schema.afterRestore ?? []) await company.database.pool.query(statement);
  company.clock.advance(11_000); // so long is a decision without an answer not sent again
}

describe('after the database was put back behind Temporal', () => {
  it('a decision it forgot is asked for again and carried out, though its gate had ended', async () => {
    await company.deal('r1', 'T2');
    const p = company.proposal({ opportunity: 'r1' });
    await company.admit(p);
    await approve(p);
    await company.client.workflow.getHandle(gateWorkflowId(p.actionId)).result();
    await forgetDecision(p);
    await bringBack();
    await company.until(p.actionId, 'open');
    expect((await approve(p)).state).toBe('approved');
    await company.client.workflow.getHandle(gateWorkflowId(p.actionId)).result();
    expect(executions(p)).toBe(2); // the gateway of this test went nowhere; a restored one has forgotten the first, too
  });

  it('a decision it knows is carried out by a gate that is made anew', async () => {
    await company.deal('r2', 'T2');
    const p = company.proposal({ opportunity: 'r2' });
    await company.admit(p);
    company.answers.push({ outcome: 'refused' }, { outcome: 'refused' });
    await approve(p);
    await bringBack();
    await company.until(p.actionId, 'executed');
    expect(await company.log(p.actionId)).toContain('ActionApproved');
  });

  it('a gate that had ended in the log ends again at once and asks nobody', async () => {
    await company.deal('r3', 'T2');
    const p = company.proposal({ opportunity: 'r3' });
    await company.admit(p);
    const request = { actionId: p.actionId, digest: p.digest, evidenceOpened: true };
    await company.orchestration.decisions.take({ ...request, decision: 'reject', reason: 'no' }, anna);
    const log = await company.log(p.actionId);
    await new GateWorkflows(company.client).start(p.actionId, 'person');
    expect(await company.client.workflow.getHandle(gateWorkflowId(p.actionId)).result()).toBe('rejected');
    expect(await company.log(p.actionId)).toEqual(log);
  });
});
