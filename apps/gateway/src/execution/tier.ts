import type { PoolClient } from 'pg';
import { stricterTier, type Tier } from '@salesagent/canon/sales';
import type { Subject } from './payloads';
import { PermitRefused, type Permit } from './permit';

/**
 * Compares the permit's tier with the account's in the CRM, in the execution's own transaction. Orchestrator knows an
 * edit some milliseconds after the CRM has it; a tier made stricter meanwhile must hold all the same. The refused
 * permit is followed by a new look at the policy. @throws PermitRefused
 */
export async function mustHoldTier(client: PoolClient, subject: Subject, permit: Permit): Promise<void> {
  if (subject.accountId === null) return;
  const { rows } = await client.query<{ tier: Tier | null }>('select tier from crm.account where id = $1 for share', [
    subject.accountId,
  ]);
  const account = rows[0];
  if (account && stricterTier(account.tier, permit.tier) !== permit.tier) {
    throw new PermitRefused(`the account is ${account.tier ?? 'T1'} now, the permit was signed for ${permit.tier}`);
  }
}
