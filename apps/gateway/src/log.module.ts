import { Inject, Module, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'pg';
import { PostgresBus, Relay } from '@salesagent/bus';
import { INTEGRATION_EVENTS } from '@salesagent/canon/events';
import { PostgresCrm } from '@salesagent/crm';
import { EventStore } from '@salesagent/event-store';
import { CONFIG, POOL, ServiceStatus, type Config } from '@salesagent/platform';
import { Sealer } from '@salesagent/sealing';
import { CrmWakeUp } from './crm-wakeup';

/** What intake and execution both stand on: the log and its way to the bus, the CRM, the keys. */
@Module({
  providers: [
    CrmWakeUp,
    {
      provide: EventStore,
      inject: [POOL],
      useFactory: (pool: Pool) => new EventStore(pool, { schema: 'gateway', ...INTEGRATION_EVENTS }),
    },
    { provide: Sealer, inject: [POOL], useFactory: (pool: Pool) => new Sealer(pool) },
    { provide: PostgresCrm, inject: [POOL], useFactory: (pool: Pool) => new PostgresCrm(pool) },
    {
      provide: PostgresBus,
      inject: [POOL, CONFIG],
      useFactory: (pool: Pool, config: Config) => new PostgresBus(pool, { connectionString: config.database.url }),
    },
    {
      provide: Relay,
      inject: [EventStore, PostgresBus, CONFIG],
      useFactory: (store: EventStore, transport: PostgresBus, { company }: Config) =>
        new Relay({ store, transport, company, source: 'gateway' }),
    },
  ],
  exports: [CrmWakeUp, EventStore, Sealer, PostgresCrm, PostgresBus],
})
export class LogModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private running = false;

  constructor(
    @Inject(Relay) private readonly relay: Relay,
    @Inject(PostgresBus) private readonly bus: PostgresBus,
    @Inject(ServiceStatus) private readonly status: ServiceStatus,
  ) {}

  onApplicationBootstrap(): void {
    this.relay.start();
    this.running = true;
    this.status.register({
      name: 'relay',
      ready: () => this.running,
      details: async () => ({ eventsToPublish: await this.relay.lag() }),
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.relay.stop();
    await this.bus.close();
  }
}
