import type { PoolClient } from 'pg';
import type { RecordType } from '@salesagent/canon/sales';
import { tableOf } from '@salesagent/crm';
import type { Subject } from './payloads';
import { peoplesChanges } from './peoples-changes';
import { PermitRefused, type Permit } from './permit';

/** Records whose facts a decision is bound to. */
const BOUND: readonly RecordType[] = ['opportunity', 'account'];

/**
 * Compares the facts that the permit was signed on with the CRM, in the execution's own transaction. Orchestrator
 * knows an edit some milliseconds after the CRM has it, and seconds after where a part was down; what a person changed
 * in between must hold all the same. The refused permit is followed by a new look, which knows the change by then.
 * @throws PermitRefused
 */
export async function mustHoldFacts(client: PoolClient, { subject }: Subject, permit: Permit): Promise<void> {
  const type = BOUND.find((one) => subject.startsWith(`${one}/`));
  if (!type || permit.recordVersion === undefined || permit.recordVersion === null) return;
  const id = subject.slice(type.length + 1);
  // Locked, so that nobody changes it between this look and the write.
  await client.query(`select from ${tableOf(type)} where id = $1 for no key update`, [id]);
  const [changed] = await peoplesChanges(client, type, [id], { version: permit.recordVersion });
  if (changed)
    throw new PermitRefused(
      `${subject} was changed since (version ${changed.version}, the permit was signed for ${permit.recordVersion})`,
    );
}
