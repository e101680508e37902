import type { Projection } from '@salesagent/bus';
import type { IntegrationEvent } from '@salesagent/canon/events';
import { BusinessClockProjection, MirrorBuilding, MirrorProjection } from '@salesagent/mirror';
import type { PoolClient } from 'pg';
import { CompanyFacts } from './company-facts';
import type { Action } from './define';
import { declaredNeeds } from './needs';

/** Types of events that some action counts per record. */
const countedBy = (actions: readonly Action[]): string[] => [...new Set(actions.flatMap((a) => a.counts ?? []))];

/**
 * What a service knows of the company: the records its actions declare, the day it is there, and what imports and numbers
 * have said. An action that is off has its records too, so that it can be switched on without a rebuild.
 */
export class CompanyKnowledge {
  readonly facts: CompanyFacts;
  private readonly mirror: MirrorProjection;
  private readonly clock: BusinessClockProjection;

  constructor(
    schema: string,
    private readonly actions: readonly Action[],
  ) {
    this.mirror = new MirrorProjection({ schema, declares: declaredNeeds(actions) });
    this.clock = new BusinessClockProjection({ schema });
    this.facts = new CompanyFacts(schema, countedBy(actions));
  }

  /** Topics of its records, without the company. */
  topics(): string[] {
    return this.mirror.topics();
  }

  async apply(events: readonly IntegrationEvent[], client: PoolClient): Promise<void> {
    await this.mirror.apply(events, client);
    await this.clock.apply(events, client);
    await this.facts.apply(events, client);
  }

  /** The same, so that it can be built again from the bus. */
  projection(name: string): Projection {
    const { actions } = this;
    return {
      name,
      tables: ['mirror', 'business_clock', 'company_fact', 'tally'],
      into: (schema) => {
        const knowledge = new CompanyKnowledge(schema, actions);
        return (events, client) => knowledge.apply(events, client);
      },
      building: (schema) => {
        const mirror = new MirrorBuilding({ schema, declares: declaredNeeds(actions) });
        const clock = new BusinessClockProjection({ schema });
        const facts = new CompanyFacts(schema, countedBy(actions));
        return {
          apply: async (events, client) => {
            await mirror.apply(events, client);
            await clock.apply(events, client);
            await facts.apply(events, client);
          },
          committed: () => mirror.committed(),
          complete: (client) => mirror.complete(client),
        };
      },
    };
  }
}
