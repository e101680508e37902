import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import {
  envelopeSchema,
  EVENTS,
  eventDefinition,
  fromCloudEvent,
  issuesOf,
  readAsNewest,
  schemaOfVersion,
  topicsOf,
  type CloudEventMessage,
  type IntegrationEvent,
} from '@salesagent/canon/events';
import { usageError } from '../exit-codes';

export interface EventProblem {
  /** In the file, from 1. */
  line: number;
  /** `OpportunityWon.v1`, where it could be read. */
  event: string | null;
  /** `data.set.amount`; null when it is about the event as a whole. */
  field: string | null;
  message: string;
  remedy: string;
}

export interface EventsCheck {
  events: number;
  problems: EventProblem[];
}

/** @throws CliError when there is no such file */
export async function readEventsFile(file: string, cwd: string): Promise<string> {
  if (file === '-') return readAll(process.stdin);
  try {
    return readFileSync(resolve(cwd, file), 'utf8');
  } catch (error) {
    throw usageError(`${file} cannot be read: ${(error as Error).message}`, 'Give a file, or - for standard input.');
  }
}

/** Checks one event, a list of them, or one a line. */
export function checkEvents(text: string): EventsCheck {
  const found = eventsIn(text);
  return { events: found.length, problems: found.flatMap(({ line, value }) => problemsOf(value, line)) };
}

interface Found {
  line: number;
  value: unknown;
}
/** Stands for a line that is no JSON. */
const NOT_JSON = Symbol('not JSON');

function eventsIn(text: string): Found[] {
  const whole = parsed(text);
  if (whole !== NOT_JSON) return (Array.isArray(whole) ? whole : [whole]).map((value) => ({ line: 1, value }));
  return text
    .split('\n')
    .map((line, i) => ({ line: i + 1, value: line.trim() === '' ? undefined : parsed(line) }))
    .filter(({ value }) => value !== undefined);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return NOT_JSON;
  }
}

function problemsOf(value: unknown, line: number): EventProblem[] {
  if (value === NOT_JSON) return [{ ...NOWHERE, line, message: 'is not JSON', remedy: 'Give one JSON object a line.' }];
  if (typeof value !== 'object' || value === null) {
    return [
      { ...NOWHERE, line, message: 'is no event', remedy: 'Give an object with type and data, or headers and value.' },
    ];
  }
  const isMessage = 'headers' in value && typeof value.headers === 'object' && value.headers !== null;
  const event = isMessage ? fromCloudEvent(value as CloudEventMessage) : (value as IntegrationEvent);
  const about = { line, event: typeof event.type === 'string' ? `${event.type}.v${event.version}` : null };
  return [...envelopeProblems(event, isMessage), ...dataProblems(event)].map((problem) => ({ ...about, ...problem }));
}

const NOWHERE = { event: null, field: null };
type Named = Omit<EventProblem, 'line' | 'event'>;

/** How the fields of an event are called in the headers of a message. */
const HEADERS: Readonly<Record<string, string>> = {
  ...{ id: 'ce_id', type: 'ce_type', version: 'ce_type', source: 'ce_source', company: 'ce_company' },
  ...{ sequence: 'ce_sequence', occurredAt: 'ce_time', recordedAt: 'ce_recordedat' },
  ...{ correlationId: 'ce_correlationid', causationId: 'ce_causationid' },
};

function envelopeProblems(event: IntegrationEvent, isMessage: boolean): Named[] {
  const issues = issuesOf(envelopeSchema, event).map(({ path, message }): Named => {
    const name = path.map(String).join('.');
    const field = isMessage && HEADERS[name] ? `headers.${HEADERS[name]}` : name;
    return { field, message, remedy: 'Write the envelope as contracts/asyncapi.yaml describes it.' };
  });
  const definition = eventDefinition(event.type);
  if (!definition || typeof event.topic !== 'string' || typeof event.company !== 'string') return issues;
  const topics = topicsOf(definition).map((topic) => `${event.company}.${topic}`);
  if (topics.includes(event.topic)) return issues;
  const message = `${event.type} does not belong on ${event.topic}`;
  return [...issues, { field: 'topic', message, remedy: `Publish it to ${topics.join(' or ')}.` }];
}

function dataProblems(event: IntegrationEvent): Named[] {
  const { type, version } = event;
  if (typeof type !== 'string' || typeof version !== 'number') return [];
  const definition = eventDefinition(type);
  if (!definition) {
    const similar = EVENTS.map((known) => known.type).filter((known) => known.toLowerCase() === type.toLowerCase());
    const remedy = similar.length > 0 ? `Did you mean ${similar[0]}?` : '`salesagent events list` shows every type.';
    return [{ field: 'type', message: `"${type}" is no event of the contracts`, remedy }];
  }
  const schema = schemaOfVersion(definition, version);
  if (!schema) {
    const remedy = `Use version ${definition.version}, or a newer release of this command.`;
    return [{ field: 'version', message: `version ${version} of ${type} is not known`, remedy }];
  }
  const remedy = `See contracts/schemas/${type}.v${version}.json and the sample beside it.`;
  const issues = issuesOf(schema, event.data);
  if (issues.length > 0) {
    return issues.map(({ path, message }) => ({ field: ['data', ...path.map(String)].join('.'), message, remedy }));
  }
  const { problem } = readAsNewest(definition, event);
  return problem === null ? [] : [{ field: 'data', message: problem, remedy }];
}
