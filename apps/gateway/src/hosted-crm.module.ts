import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'pg';
import type { CrmConnector } from '@salesagent/crm';
import { CONFIG, POOL, type Config } from '@salesagent/platform';
import { SessionLocks } from './session-locks';

/** The connector of the CRM that somebody else runs; `null` where ours is the company's CRM. */
export const HOSTED_CRM = Symbol('HostedCrm');
export type HostedConnector = CrmConnector | null;

@Module({
  providers: [
    { provide: HOSTED_CRM, inject: [CONFIG], useFactory: connectorOf },
    { provide: SessionLocks, inject: [POOL], useFactory: (pool: Pool) => new SessionLocks(pool) },
  ],
  exports: [HOSTED_CRM, SessionLocks],
})
export class HostedCrmModule implements OnApplicationShutdown {
  constructor(@Inject(SessionLocks) private readonly locks: SessionLocks) {}

  onApplicationShutdown(): Promise<void> {
    return this.locks.close();
  }
}

function connectorOf({ crm }: Config): HostedConnector {
  if (crm.kind === 'postgres') return null;
  throw new Error(`CRM=${crm.kind}: this build has no connector for it; set CRM=postgres`);
}
