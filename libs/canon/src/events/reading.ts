import { z } from 'zod';
import type { EventDefinition } from './definition';
import { envelopeSchema, type IntegrationEvent } from './envelope';
import { isPlainEnvelope } from './plain-envelope';
import { climb, UpcasterMissingError, type UpcasterLadder } from './upcasting';

/** The steps of every definition that has older versions. */
export function ladderOf(definitions: readonly EventDefinition[]): UpcasterLadder {
  return Object.fromEntries(
    definitions
      .filter((definition) => definition.older !== undefined)
      .map((definition) => [
        definition.type,
        Object.fromEntries((definition.older ?? []).map((older) => [older.version, older.upcast])),
      ]),
  );
}

/** Schema of a version of an event; undefined for one that never was or is not known here. */
export function schemaOfVersion(definition: EventDefinition, version: number): z.ZodType | undefined {
  if (version === definition.version) return definition.schema;
  return definition.older?.find((older) => older.version === version)?.schema;
}

/**
 * What keeps a reader from understanding a value, in words; null when nothing does. A field that is not known here
 * is no problem: it was added after this reader was built, within the same version.
 */
export function problemOf(schema: z.ZodType, value: unknown): string | null {
  const issues = issuesOf(schema, value);
  return issues.length === 0 ? null : z.prettifyError({ issues });
}

/** The same, issue by issue with the path of each. */
export function issuesOf(schema: z.ZodType, value: unknown): z.core.$ZodIssue[] {
  const { error } = schema.safeParse(value);
  return (error?.issues ?? []).filter((issue) => issue.code !== 'unrecognized_keys');
}

/** What keeps a reader from understanding an envelope; null when nothing does. */
export function problemOfEnvelope(event: unknown): string | null {
  return isPlainEnvelope(event) ? null : problemOf(envelopeSchema, event);
}

export type Readable<E> = { event: E; problem: null } | { event: E; problem: string };

/**
 * An event as the newest version says it. An older version is checked against its own schema, climbs the ladder of
 * its definition and is checked again; a version from the future cannot be read.
 */
export function readAsNewest<E extends Pick<IntegrationEvent, 'type' | 'version' | 'key' | 'occurredAt' | 'data'>>(
  definition: EventDefinition,
  event: E,
): Readable<E> {
  const { type, version } = event;
  if (version > definition.version) {
    return { event, problem: `version ${version} of ${type}; this service knows ${definition.version}` };
  }
  const schema = schemaOfVersion(definition, version);
  if (!schema) return { event, problem: new UpcasterMissingError(type, version).message };
  const problem = problemOf(schema, event.data);
  if (problem !== null) return { event, problem: `data of ${type}: ${problem}` };
  if (version === definition.version) return { event, problem: null };
  return upcastAndCheck(definition, event);
}

function upcastAndCheck<E extends Pick<IntegrationEvent, 'type' | 'version' | 'key' | 'occurredAt' | 'data'>>(
  definition: EventDefinition,
  event: E,
): Readable<E> {
  const { type, version } = event;
  let newest: E;
  try {
    newest = climb(ladderOf([definition]), event, event);
  } catch (error) {
    if (error instanceof UpcasterMissingError) return { event, problem: error.message };
    return { event, problem: `version ${version} of ${type} cannot be upcast: ${String(error)}` };
  }
  const problem = problemOf(definition.schema, newest.data);
  if (problem === null) return { event: newest, problem: null };
  return { event, problem: `data of ${type}, upcast from version ${version} to ${newest.version}: ${problem}` };
}
