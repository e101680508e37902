import type { PoolClient } from 'pg';
import { scopesOf } from '@salesagent/governance';
import type { Subject } from './payloads';
import { PermitRefused, type Permit } from './permit';

/** Longest time between the look at the kill switch and the commit, in milliseconds; the promise is 5 s. */
const COMMIT_WITHIN = 4_000;

/**
 * Reads the kill switch in the execution's own transaction: nothing starts once it is thrown, and a permit signed
 * before any later throw of a scope that covers it is void. Asked last: from here on the server itself ends the
 * transaction when it is not committed within 4 s, however slow it is and even if this process hangs meanwhile
 * (`transaction_timeout`, PostgreSQL 17). @throws PermitRefused
 */
export async function mustNotBeStopped(client: PoolClient, subject: Subject, permit: Permit): Promise<void> {
  // Off first: a timer that runs already, as the pool's does, is not set anew by another value.
  await client.query(`set local transaction_timeout = 0; set local transaction_timeout = ${COMMIT_WITHIN}`);
  const { rows } = await client.query<{ scope: string; epoch: number; stopped: boolean }>(
    'select scope, epoch, stopped from orchestrator.kill_epoch where scope = any($1)',
    [scopesOf(subject)],
  );
  for (const { scope, epoch, stopped } of rows) {
    if (stopped) throw new PermitRefused(`execution is stopped for ${scope}; start it again with the kill switch`);
    if (epoch > permit.killEpoch)
      throw new PermitRefused(`the kill switch for ${scope} was used after the permit was signed`);
  }
}
