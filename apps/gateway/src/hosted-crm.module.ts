import { Global, Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'pg';
import type { CrmConnector, FieldMaking, HostedCrm } from '@salesagent/crm';
import type { MappingFile } from '@salesagent/crm/mapping';
import { CLOCK, CONFIG, POOL, type Clock, type Config } from '@salesagent/platform';
import { SessionLocks } from './session-locks';
import { WEBHOOK_VERIFIER, type WebhookVerifier } from './sync/webhooks/webhook-request';

/** The connector of the CRM that somebody else runs; `null` where ours is the company's CRM. */
export const HOSTED_CRM = Symbol('HostedCrm');
export type HostedConnector = CrmConnector | null;

/** Where fields can be made in a hosted CRM, and what the mapping says of those there are. */
export const HOSTED_FIELDS = Symbol('HostedFields');
export interface FieldsInCrm {
  crm: HostedCrm & FieldMaking;
  mapping: MappingFile;
}

/** A hosted CRM as gateway uses it. */
export interface HostedParts {
  connector: HostedConnector;
  /** `null` where the CRM sends no webhooks or no secret is set. */
  verifyWebhook: WebhookVerifier | null;
  fields: FieldsInCrm | null;
}
export type OpenHostedCrm = (config: Config, pool: Pool, clock: Clock) => HostedParts;

const PARTS = Symbol('HostedParts');

/** What sync, execution and the CRM's routes need of a hosted CRM; all of it `null` with our own. */
@Global()
@Module({})
export class HostedCrmModule implements OnApplicationShutdown {
  constructor(@Inject(SessionLocks) private readonly locks: SessionLocks) {}

  static opened(open: OpenHostedCrm): DynamicModule {
    return {
      module: HostedCrmModule,
      providers: [
        { provide: PARTS, inject: [CONFIG, POOL, CLOCK], useFactory: open },
        { provide: HOSTED_CRM, inject: [PARTS], useFactory: ({ connector }: HostedParts) => connector },
        { provide: WEBHOOK_VERIFIER, inject: [PARTS], useFactory: ({ verifyWebhook }: HostedParts) => verifyWebhook },
        { provide: HOSTED_FIELDS, inject: [PARTS], useFactory: ({ fields }: HostedParts) => fields },
        { provide: SessionLocks, inject: [POOL], useFactory: (pool: Pool) => new SessionLocks(pool) },
      ],
      exports: [HOSTED_CRM, HOSTED_FIELDS, WEBHOOK_VERIFIER, SessionLocks],
    };
  }

  onApplicationShutdown(): Promise<void> {
    return this.locks.close();
  }
}
