import { Inject, Module, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'pg';
import { busReadiness, openBus, Relay, type BusTransport } from '@salesagent/bus';
import { INTEGRATION_EVENTS } from '@salesagent/canon/events';
import { PostgresCrm } from '@salesagent/crm';
import { EventStore } from '@salesagent/event-store';
import { CONFIG, POOL, ServiceStatus, type Config } from '@salesagent/platform';
import { Sealer } from '@salesagent/sealing';
import { CrmWakeUp } from './crm-wakeup';

/** The bus of this process. */
export const BUS = Symbol('Bus');

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
      provide: BUS,
      inject: [POOL, CONFIG],
      useFactory: (pool: Pool, { bus, company, database }: Config) =>
        openBus({ ...bus, company, connectionString: database.url }, pool),
    },
    {
      provide: Relay,
      inject: [EventStore, BUS, CONFIG],
      useFactory: (store: EventStore, transport: BusTransport, { company }: Config) =>
        new Relay({ store, transport, company, source: 'gateway' }),
    },
  ],
  exports: [CrmWakeUp, EventStore, Sealer, PostgresCrm, BUS],
})
export class LogModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private running = false;

  constructor(
    @Inject(Relay) private readonly relay: Relay,
    @Inject(BUS) private readonly bus: BusTransport,
    @Inject(ServiceStatus) private readonly status: ServiceStatus,
  ) {}

  onApplicationBootstrap(): void {
    this.relay.start();
    this.running = true;
    this.status.register(busReadiness(this.bus));
    this.status.register({
      name: 'relay',
      ready: () => this.running,
      details: async () => ({ eventsToPublish: await this.relay.lag().catch(() => null) }),
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.relay.stop();
    await this.bus.close();
  }
}
