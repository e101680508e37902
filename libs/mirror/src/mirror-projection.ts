import type { IntegrationEvent } from '@salesagent/canon/events';
import { fieldSpec, type RecordType } from '@salesagent/canon/sales';
import { schemaName } from '@salesagent/event-store';
import type { PoolClient } from 'pg';
import { foldEvents, type Declarations, type RecordEffect } from './fold';
import { deleteMirror, upsertMirror, type MirrorRecord } from './mirror-rows';

/** A record whose mirror row changed, and which of the declared fields were set. */
export interface Touched {
  type: RecordType;
  id: string;
  fields: string[];
  deleted?: true;
}

/** Keeps the CRM records a service declared, and of them only the fields it declared; personal ones stay sealed. */
export class MirrorProjection {
  private readonly schema: string;

  constructor(private readonly options: { schema: string; declares: Declarations }) {
    this.schema = schemaName(options.schema);
    for (const [type, fields] of Object.entries(options.declares)) {
      for (const field of fields) {
        if (!fieldSpec(type as RecordType, field))
          throw new Error(`A mirror declares ${type}.${field}: no such field.`);
      }
    }
  }

  /** Topics to consume, without the company. */
  topics(): string[] {
    return Object.keys(this.options.declares).map((type) => `crm.${type}`);
  }

  /** Applies a batch in the consumer's transaction, with at most two statements; events of other kinds are passed by. */
  async apply(events: readonly IntegrationEvent[], client: PoolClient): Promise<Touched[]> {
    const effects = foldEvents(events, this.options.declares);
    const gone = effects.filter((effect) => effect.replaces);
    await deleteMirror(this.schema, gone, client);
    await upsertMirror(this.schema, effects.filter(isKept), client);
    return effects.map(({ type, id, set }) =>
      set === null ? { type, id, fields: [], deleted: true } : { type, id, fields: Object.keys(set) },
    );
  }
}

const isKept = (effect: RecordEffect): effect is RecordEffect & MirrorRecord => effect.set !== null;
