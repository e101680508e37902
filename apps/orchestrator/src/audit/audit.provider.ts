import type { FactoryProvider } from '@nestjs/common';
import { join } from 'node:path';
import { EventStore } from '@salesagent/event-store';
import { CLOCK, CONFIG, type Clock, type Config } from '@salesagent/platform';
import { AuditKeeper } from './audit-keeper';

/** The keeper of the chain, with key and heads where the configuration says. */
export const AUDIT_KEEPER: FactoryProvider<AuditKeeper> = {
  provide: AuditKeeper,
  inject: [EventStore, CLOCK, CONFIG],
  useFactory: (store: EventStore, clock: Clock, { audit, company, home }: Config) =>
    new AuditKeeper({
      store,
      clock,
      company,
      privateKeyFile: audit.privateKeyFile ?? null,
      headsFile: audit.headsFile ?? join(home, 'audit', 'heads.jsonl'),
    }),
};
