import type { PoolClient } from 'pg';
import { TOPICS, type IntegrationEvent } from '@salesagent/canon/events';
import { RECORD_TYPES, RECORDS, type RecordType } from '@salesagent/canon/sales';
import { BusinessClockProjection, MirrorProjection } from '@salesagent/mirror';
import { applyFold } from './fold';
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

  private readonly mirror = new MirrorProjection({ schema: 'console', declares: EVERYTHING });
  private readonly clock = new BusinessClockProjection({ schema: 'console' });

  async apply(events: IntegrationEvent[], client: PoolClient): Promise<void> {
    await this.mirror.apply(events, client);
    await this.clock.apply(events, client);
    await applyFold(proposalFold, events, client);
    await applyFold(gateFold, events, client);
    await applyFold(executionFold, events, client);
    await applyFold(insightFold, events, client);
    await applyFold(movementFold, events, client);
    await applyFold(curveFold, events, client);
    await appendTimeline(events, client);
  }
}
