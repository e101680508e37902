import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import type { IntegrationEvent } from '@salesagent/canon/events';
import { parseActionId, type Change, type Clock } from '@salesagent/canon/sales';
import { proposalDigest } from '@salesagent/governance';
import { storePayloads } from '../src/execution/payloads';
import { PermitVerifier } from '../src/execution/permit';
import type { GatewayDatabase } from './gateway-database';

/** What orchestrator does for gateway: proposals as they come over the bus, and permits for them. */
export class Proposals {
  private permits = 0;

  private constructor(
    private readonly gateway: GatewayDatabase,
    private readonly clock: Clock,
    private readonly keys: { privateKey: CryptoKey; publicKey: CryptoKey },
  ) {}

  static async start(gateway: GatewayDatabase, clock: Clock): Promise<Proposals> {
    return new Proposals(gateway, clock, await generateKeyPair('EdDSA'));
  }

  async verifier(): Promise<PermitVerifier> {
    return new PermitVerifier(await exportJWK(this.keys.publicKey), this.clock);
  }

  /** A proposal and a permit for it. */
  async permitted(
    actionId: string,
    change: Change,
    over: Record<string, unknown> = {},
  ): Promise<{ actionId: string; digest: string; permit: string }> {
    const { action, subject } = parseActionId(actionId);
    const digest = proposalDigest({ action, subject, change });
    const data = { actionId, action, agent: 'qualification', subject, accountId: 'A1', change, digest };
    const client = await this.gateway.database.pool.connect();
    const event = { type: 'ActionProposed', data } as unknown as IntegrationEvent;
    await storePayloads([event], client).finally(() => client.release());
    return { actionId, digest, permit: await this.permit(actionId, digest, over) };
  }

  permit(actionId: string, digest: string, over: Record<string, unknown> = {}): Promise<string> {
    const exp = this.clock.now().getTime() / 1000 + 30;
    const permitId = `permit-${(this.permits += 1)}`;
    return new SignJWT({ permitId, actionId, digest, killEpoch: 1, tier: 'T1', by: 'person/U1', exp, ...over })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setIssuer('orchestrator')
      .setAudience('gateway')
      .sign(this.keys.privateKey);
  }
}
