import type { PoolClient } from 'pg';
import { scopesOf } from '@salesagent/governance';
import type { Subject } from './payloads';
import { PermitRefused, type Permit } from './permit';

/**
 * Reads the kill switch in the execution's own transaction: nothing starts once it is thrown, and a permit signed
 * before any later throw of a scope that covers it is void. @throws PermitRefused
 */
export async function mustNotBeStopped(client: PoolClient, subject: Subject, permit: Permit): Promise<void> {
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
