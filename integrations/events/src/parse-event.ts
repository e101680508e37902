import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { SalesEvent } from './generated/events';
import { SCHEMAS } from './generated/schemas';

type HeaderValue = string | Uint8Array | readonly (string | Uint8Array)[] | undefined;
/** Headers as a Kafka client gives them. */
export type Headers = Readonly<Record<string, HeaderValue>>;

export interface Problem {
  /**
   * `unknown-type` and `unknown-version`: newer than this package; skip it, or stop and update.
   * The others: the message is broken; nothing but a look at it helps.
   */
  code: 'not-a-cloud-event' | 'unknown-type' | 'unknown-version' | 'not-json' | 'invalid-data';
  /** One sentence that names what is wrong, where, and what to do. */
  message: string;
  /** With `invalid-data`: each field and what is wrong with it. */
  fields: { field: string; problem: string }[];
  /** Whose turn it was, where the headers tell: an event that is skipped still takes its place in the sequence. */
  place: Place | null;
}
export interface Place {
  source: string;
  key: string;
  sequence: number;
}
export type Parsed = { ok: true; event: SalesEvent } | { ok: false; problem: Problem };

const ajv = new Ajv2020({ strict: false, allErrors: true });
// Both packages are CommonJS with a default export of their own.
(addFormats as unknown as (instance: Ajv2020) => void)(ajv);
const compiled = new Map<string, ValidateFunction>();

/**
 * Reads a message in the binary mode of CloudEvents: headers and value as they came off Kafka. Never throws. Fields
 * this package does not know are kept and are no problem.
 */
export function parseEvent(headers: Headers, value: string | Uint8Array | object | null): Parsed {
  const text = new Map(Object.entries(headers).map(([name, given]) => [name, asText(given)]));
  const missing = REQUIRED.filter((name) => !text.get(name));
  if (missing.length > 0) return problem('not-a-cloud-event', `Header ${missing.join(', ')} is missing.`);
  const name = text.get('ce_type')!;
  const [, type, version] = /^(.+)\.v([1-9]\d*)$/.exec(name) ?? [];
  const sequence = Number(text.get('ce_sequence'));
  if (!type || !version)
    return problem('not-a-cloud-event', `Header ce_type is "${name}", not like OpportunityWon.v1.`);
  if (!Number.isSafeInteger(sequence) || sequence < 1) {
    return problem(
      'not-a-cloud-event',
      `Header ce_sequence is "${text.get('ce_sequence')}", not a whole number from 1.`,
    );
  }
  const place = { source: text.get('ce_source')!, key: text.get('ce_subject')!, sequence };
  const validate = validatorOf(name);
  if (!validate) return unknown(type, version, place);
  const data = readValue(value);
  if (data === undefined) return problem('not-json', `The value of ${name} is not JSON.`, place);
  if (!validate(data)) return invalid(name, validate.errors ?? [], place);
  const event = {
    ...{ id: text.get('ce_id'), type, version: Number(version), source: text.get('ce_source') },
    ...{ company: text.get('ce_company'), key: text.get('ce_subject'), sequence },
    ...{ occurredAt: text.get('ce_time'), recordedAt: text.get('ce_recordedat') },
    ...{ correlationId: text.get('ce_correlationid'), causationId: text.get('ce_causationid') },
    ...(text.get('traceparent') ? { traceparent: text.get('traceparent') } : {}),
    data,
  };
  return { ok: true, event: event as SalesEvent };
}

const REQUIRED = [
  ...['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_subject', 'ce_time'],
  ...['ce_company', 'ce_sequence', 'ce_recordedat', 'ce_correlationid', 'ce_causationid'],
];

function asText(value: HeaderValue): string | undefined {
  const first: string | Uint8Array | undefined = Array.isArray(value) ? value[0] : (value as string | Uint8Array);
  return typeof first === 'object' ? new TextDecoder().decode(first) : first;
}

function validatorOf(name: string): ValidateFunction | undefined {
  const schema = SCHEMAS[name];
  if (!schema) return undefined;
  const validate = compiled.get(name) ?? ajv.compile(schema);
  compiled.set(name, validate);
  return validate;
}

function readValue(value: string | Uint8Array | object | null): unknown {
  if (typeof value === 'object' && !(value instanceof Uint8Array)) return value ?? undefined;
  try {
    return JSON.parse(typeof value === 'string' ? value : new TextDecoder().decode(value)) as unknown;
  } catch {
    return undefined;
  }
}

function problem(
  code: Problem['code'],
  message: string,
  place: Place | null = null,
  fields: Problem['fields'] = [],
): Parsed {
  return { ok: false, problem: { code, message, fields, place } };
}

function unknown(type: string, version: string, place: Place): Parsed {
  const known = Object.keys(SCHEMAS).filter((name) => name.startsWith(`${type}.v`));
  if (known.length === 0) {
    const message = `${type} is not an event this package knows. Skip it, or update @salesagent/events.`;
    return problem('unknown-type', message, place);
  }
  const message = `Version ${version} of ${type} is not known here, only ${known.join(', ')}. Update @salesagent/events.`;
  return problem('unknown-version', message, place);
}

function invalid(name: string, errors: readonly ErrorObject[], place: Place): Parsed {
  const fields = errors.map(({ instancePath, message, params }) => ({
    field: [
      ...instancePath.split('/').slice(1),
      ...('missingProperty' in params ? [params['missingProperty']] : []),
    ].join('.'),
    problem: message ?? 'is wrong',
  }));
  const told = fields.map(({ field, problem: what }) => `${field || 'the data'} ${what}`).join('; ');
  return problem('invalid-data', `The data of ${name} does not fit its schema: ${told}.`, place, fields);
}
