import { createHash } from 'node:crypto';
import { EVENTS, topicsOf, type Deprecation, type EventDefinition } from '@salesagent/canon/events';
import { versionsOf } from './catalogue';
import { readerSchema, type Json } from './json-schema';

/** One version of one event as it was promised to readers. */
export interface FrozenEvent {
  type: string;
  version: number;
  /** True for the version that is written, false for one that only lies in the topics. */
  written: boolean;
  topics: string[];
  key: string;
  deprecated?: Deprecation;
  schema: Json;
}

/** Contracts as they were given out under a version number (semver). */
export interface Release {
  release: string;
  /** `YYYY-MM-DD` */
  frozenOn: string;
  events: FrozenEvent[];
}

/** What the code promises now. */
export function freeze(definitions: readonly EventDefinition[] = EVENTS): FrozenEvent[] {
  return versionsOf(definitions).map(({ definition, version, schema }) => ({
    type: definition.type,
    version,
    written: version === definition.version,
    topics: topicsOf(definition),
    key: definition.key,
    ...(definition.deprecated ? { deprecated: definition.deprecated } : {}),
    schema: readerSchema(schema),
  }));
}

/** A release as a file: schemas that events share are written once, one event or schema a line. */
export function writeRelease({ release, frozenOn, events }: Release): string {
  const schemas = new Map<string, Json>();
  const rows = events.map(({ schema, ...event }) => {
    const name = createHash('sha256').update(JSON.stringify(schema)).digest('hex').slice(0, 12);
    schemas.set(name, schema);
    return JSON.stringify({ ...event, schema: name });
  });
  const named = [...schemas].map(([name, schema]) => `${JSON.stringify(name)}: ${JSON.stringify(schema)}`);
  return [
    `{"release": ${JSON.stringify(release)}, "frozenOn": ${JSON.stringify(frozenOn)}, "events": [`,
    rows.join(',\n'),
    '], "schemas": {',
    named.join(',\n'),
    '}}\n',
  ].join('\n');
}

export function readRelease(text: string): Release {
  const { schemas, events, ...rest } = JSON.parse(text) as Omit<Release, 'events'> & {
    schemas: Record<string, Json>;
    events: (Omit<FrozenEvent, 'schema'> & { schema: string })[];
  };
  return { ...rest, events: events.map((event) => ({ ...event, schema: schemas[event.schema]! })) };
}
