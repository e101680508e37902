import type { PoolClient } from 'pg';
import { fieldSpec, type RecordType } from '@salesagent/canon/sales';
import { changedFields, fromColumns, tableOf } from '@salesagent/crm';
import type { Subject } from './payloads';
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
  const { rows } = await client.query<{
    version: number;
    before: Record<string, unknown> | null;
    after: Record<string, unknown> | null;
  }>(
    `select version, before, after from crm.change
     where record_type = $1 and record_id = $2 and version > $3 order by version`,
    [type, id, permit.recordVersion],
  );
  for (const { version, before, after } of rows) {
    const changed = changedFields(before ? fromColumns(type, before) : {}, after ? fromColumns(type, after) : {});
    if (Object.keys(changed).some((field) => !fieldSpec(type, field)?.agent))
      throw new PermitRefused(
        `${subject} was changed since (version ${version}, the permit was signed for ${permit.recordVersion})`,
      );
  }
}
