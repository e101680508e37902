import { importJWK, jwtVerify, type JWK } from 'jose';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import type { Clock } from '@salesagent/canon/sales';
import { TIERS } from '@salesagent/canon/sales';

/** Orchestrator's word that this exact change may happen now, once. */
export const permitSchema = z.object({
  permitId: z.string().min(1),
  actionId: z.string().min(1),
  digest: z.string().min(1),
  killEpoch: z.int(),
  tier: z.enum(TIERS),
  /** Version of the newest fact people own on the subject, as orchestrator knew it; absent in permits of before. */
  recordVersion: z.int().nullable().optional(),
  exp: z.int(),
  by: z.string(),
});
export type Permit = z.infer<typeof permitSchema>;

/** The permit is not good for this execution; nothing was begun. */
export class PermitRefused extends Error {
  override readonly name = 'PermitRefused';
}

/** Longest time between signing and use, in seconds; a permit that claims more is not one of ours. */
const LIFETIME = 30;

/** Verifies permits (EdDSA JWS) against orchestrator's public key. */
export class PermitVerifier {
  private readonly key: Promise<Awaited<ReturnType<typeof importJWK>>>;

  constructor(
    publicKey: JWK,
    private readonly clock: Clock,
  ) {
    this.key = importJWK(publicKey, 'EdDSA');
  }

  /**
   * The permit's content, if orchestrator signed it for this action and digest.
   * Whether it is still fresh is asked by {@link mustBeFresh}: what was executed stays executed.
   * @throws PermitRefused
   */
  async read(token: string, actionId: string, digest: string): Promise<Permit> {
    let payload: unknown;
    try {
      ({ payload } = await jwtVerify(token, await this.key, {
        algorithms: ['EdDSA'],
        issuer: 'orchestrator',
        audience: 'gateway',
        currentDate: new Date(0), // freshness is asked for later, by our own clock
      }));
    } catch (error) {
      throw new PermitRefused(`the permit is not signed by orchestrator (${(error as Error).message})`);
    }
    const parsed = permitSchema.safeParse(payload);
    if (!parsed.success) throw new PermitRefused('the permit lacks what a permit must say');
    const permit = parsed.data;
    if (permit.actionId !== actionId) throw new PermitRefused(`the permit is for another action (${permit.actionId})`);
    if (permit.digest !== digest) throw new PermitRefused('the permit is for another version of the change');
    return permit;
  }

  mustBeFresh(permit: Permit): void {
    const now = this.clock.now().getTime() / 1000;
    if (permit.exp <= now) throw new PermitRefused('the permit has expired; ask orchestrator for a new one');
    if (permit.exp > now + LIFETIME + 5) throw new PermitRefused(`the permit runs longer than ${LIFETIME} s`);
  }
}

/** Marks a permit as used, in the execution's own transaction. @throws PermitRefused when it was before */
export async function usePermit(client: PoolClient, permit: Permit): Promise<void> {
  const used = await client.query(
    'insert into gateway.permit (permit_id, action_id) values ($1, $2) on conflict do nothing',
    [permit.permitId, permit.actionId],
  );
  if (used.rowCount === 0) throw new PermitRefused('the permit was used before');
}
