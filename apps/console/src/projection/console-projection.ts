import type { PoolClient } from 'pg';
import type { Building, Projection } from '@salesagent/bus';
import { TOPICS, type IntegrationEvent } from '@salesagent/canon/events';
import { RECORD_TYPES, RECORDS, type RecordType } from '@salesagent/canon/sales';
import { BusinessClockProjection, MirrorBuilding, MirrorProjection } from '@salesagent/mirror';
import { applyFold } from './fold';
import { FoldBuilding } from './fold-building';
import { executionFold } from './execution.fold';
import { gateFold } from './gate.fold';
import { proposalFold } from './proposal.fold';
import { curveFold, insightFold, movementFold } from './record.folds';
import { appendTimeline } from './timeline';

/** The console shows whole records, so its mirror declares every field. */
const EVERYTHING = Object.fromEntries(RECORD_TYPES.map((type) => [type, Object.keys(RECORDS[type])])) as Record<
  RecordType,
  string[]
>;

/** Turns the bus into what the console shows. Each batch costs a fixed number of statements, however large it is. */
export class ConsoleProjection {
  static readonly topics: readonly string[] = TOPICS;

  private readonly mirror: MirrorProjection;
  private readonly clock: BusinessClockProjection;

  constructor(private readonly schema = 'console') {
    this.mirror = new MirrorProjection({ schema, declares: EVERYTHING });
    this.clock = new BusinessClockProjection({ schema });
  }

  async apply(events: IntegrationEvent[], client: PoolClient): Promise<void> {
    await this.mirror.apply(events, client);
    await this.clock.apply(events, client);
    await applyFold(proposalFold, events, client, this.schema);
    await applyFold(gateFold, events, client, this.schema);
    await applyFold(executionFold, events, client, this.schema);
    await applyFold(insightFold, events, client, this.schema);
    await applyFold(movementFold, events, client, this.schema);
    await applyFold(curveFold, events, client, this.schema);
    await appendTimeline(events, client, this.schema);
  }
}

/**
 * The same for a rebuild: rows that get many events are written once they are done with.
 * @param most rows of each table kept in memory (10,000)
 */
export function consoleBuilding(schema: string, most?: number): Building {
  const clock = new BusinessClockProjection({ schema });
  const parts = [
    new MirrorBuilding({ schema, declares: EVERYTHING }, most),
    new FoldBuilding(proposalFold, schema, most),
    new FoldBuilding(gateFold, schema, most),
    new FoldBuilding(executionFold, schema, most),
    new FoldBuilding(insightFold, schema, most),
    new FoldBuilding(movementFold, schema, most),
    new FoldBuilding(curveFold, schema, most),
  ];
  return {
    async apply(events, client) {
      // The server inserts the lines while the rows are worked out here. Both have ended before the batch has.
      const lines = appendTimeline(events, client, schema);
      const rows = (async () => {
        await clock.apply(events, client);
        for (const part of parts) await part.apply(events, client);
      })();
      for (const done of await Promise.allSettled([lines, rows])) if (done.status === 'rejected') throw done.reason;
    },
    committed() {
      for (const part of parts) part.committed();
    },
    async complete(client) {
      for (const part of parts) await part.complete(client);
    },
  };
}

/** Everything the console shows, as a projection that can be built again. */
export const READ_MODELS: Projection = {
  name: 'console.read-models',
  tables: ['mirror', 'business_clock', 'proposal', 'gate', 'execution', 'insight', 'movement', 'win_curve', 'timeline'],
  appended: ['timeline'],
  into: (schema) => {
    const projection = new ConsoleProjection(schema);
    return (events, client) => projection.apply(events, client);
  },
  building: (schema) => consoleBuilding(schema),
};
