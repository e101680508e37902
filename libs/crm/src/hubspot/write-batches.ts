import { CrmUnavailable, NotBegun } from '../hosted/errors';
import type { HostedValue, HostedWrite, HostedWriteOutcome, MayBegin, Priority } from '../hosted/port';
import { namedProperties, Refusal, type HubSpotErrorBody } from './failures';
import { ASSOCIATIONS } from './objects';

/** Inputs in one batch write. */
export const BATCH = 100;

/** What became of the inputs of a batch, by their place in it. */
export interface BatchAnswer {
  results: readonly { id: string; objectWriteTraceId?: string }[];
  errors?: readonly HubSpotErrorBody[];
}

/** Whose turn it is, and whether what has not begun may. */
export interface Turn {
  priority: Priority;
  mayBegin?: MayBegin | undefined;
}

export interface Input {
  /** HubSpot's id, or the key of a create. */
  id: string;
  /** Comes back with the result or the error of this input. */
  trace: string;
  properties: Record<string, string>;
}

/** Neighbours of one object and operation, each record once, as one batch takes them; the order is kept. */
export function batchesOf(writes: readonly HostedWrite[]): HostedWrite[][] {
  const batches: HostedWrite[][] = [];
  for (const write of writes) {
    const last = batches.at(-1);
    const fits =
      last !== undefined &&
      last.length < BATCH &&
      last[0]!.object === write.object &&
      last[0]!.operation === write.operation &&
      !last.some((one) => identityOf(one) === identityOf(write));
    if (fits) last.push(write);
    else batches.push([write]);
  }
  return batches;
}

/** Values as HubSpot takes them: text, empty to clear. */
export function propertiesToWrite(write: HostedWrite): Record<string, string> {
  const own = Object.entries(write.values).filter(([field]) => !field.startsWith(ASSOCIATIONS));
  return Object.fromEntries(own.map(([field, value]) => [field, asText(value)]));
}

/** Ids to associate with, by object; the first is the primary one. */
export function associationsToWrite(write: HostedWrite): [string, string[]][] {
  return Object.entries(write.values).flatMap(([field, value]) => {
    if (!field.startsWith(ASSOCIATIONS)) return [];
    const ids = value === null ? [] : Array.isArray(value) ? value : [String(value)];
    return [[field.slice(ASSOCIATIONS.length), ids] as [string, string[]]];
  });
}

/**
 * Sends a batch and says what became of each input. HubSpot refuses a batch as a whole for one invalid value, and
 * then has written nothing: it is halved until what is refused stands alone.
 */
export async function sendHalving(
  inputs: readonly Input[],
  send: (inputs: readonly Input[]) => Promise<BatchAnswer>,
): Promise<Map<string, HostedWriteOutcome>> {
  if (inputs.length === 0) return new Map();
  try {
    return outcomesOf(inputs, await send(inputs));
  } catch (thrown) {
    if (thrown instanceof NotBegun) return new Map(inputs.map(({ trace }) => [trace, notBegun(thrown)]));
    if (!(thrown instanceof Refusal)) throw thrown;
    if (inputs.length === 1) return new Map([[inputs[0]!.trace, refusedAs(thrown.body, thrown.code)]]);
    const middle = Math.ceil(inputs.length / 2);
    const told = new Map<string, HostedWriteOutcome>();
    try {
      for (const half of [inputs.slice(0, middle), inputs.slice(middle)]) {
        for (const [trace, outcome] of await sendHalving(half, send)) told.set(trace, outcome);
        throwOpen([...told.values()]);
      }
      return told;
    } catch (failed) {
      const left = leftOpen(
        inputs.map(({ trace }) => told.get(trace)),
        failed,
      );
      return new Map(inputs.map(({ trace }, index) => [trace, left[index]!]));
    }
  }
}

export function notBegun({ cause: error }: NotBegun): HostedWriteOutcome {
  return { outcome: 'not-begun', error };
}

/** How long to leave a failure alone that came after a part was written, and says nothing of it, in milliseconds. */
const AGAIN_MS = 1_000;

/** A failure after part of the work was done leaves the outcome of the whole open, whatever it is. */
export function afterSome(written: boolean, thrown: unknown): unknown {
  if (!written || (thrown instanceof CrmUnavailable && thrown.mayHaveHappened)) return thrown;
  const wait = thrown instanceof CrmUnavailable ? thrown.retryAfterMs : AGAIN_MS;
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  return new CrmUnavailable(`After a part of the writes: ${why}`, wait, true, { cause: thrown });
}

/**
 * What is known of writes when a failure comes between: those that were kept from being sent have not begun, whatever
 * failed. All others are open, of which nothing was told (`undefined`) by the failure alone.
 * @throws what {@link afterSome} makes of the failure, where none was kept from being sent
 */
export function leftOpen(told: readonly (HostedWriteOutcome | undefined)[], thrown: unknown): HostedWriteOutcome[] {
  const error = afterSome(
    told.some((one) => one?.outcome === 'written'),
    thrown,
  );
  if (!told.some((one) => one?.outcome === 'not-begun')) throw error;
  return told.map((one) => {
    if (one?.outcome === 'not-begun' || one?.outcome === 'open') return one;
    return { outcome: 'open', error: one ? error : thrown };
  });
}

/** Nothing more is sent after a failure. @throws what left a write open */
export function throwOpen(outcomes: readonly HostedWriteOutcome[]): void {
  for (const one of outcomes) if (one.outcome === 'open') throw one.error;
}

function outcomesOf(inputs: readonly Input[], answer: BatchAnswer): Map<string, HostedWriteOutcome> {
  const outcomes = new Map<string, HostedWriteOutcome>();
  for (const { id, trace } of inputs) {
    const error = answer.errors?.find(
      ({ context }) => context?.objectWriteTraceId?.includes(trace) || context?.ids?.includes(id),
    );
    const result =
      answer.results.find((one) => one.objectWriteTraceId === trace) ?? answer.results.find((one) => one.id === id);
    if (result) outcomes.set(trace, { outcome: 'written', id: result.id });
    else if (error) outcomes.set(trace, refusedAs(error, error.category ?? 'ERROR'));
    else throw new CrmUnavailable(`HubSpot's answer to a batch says nothing of "${id}"`, 1_000, true);
  }
  return outcomes;
}

function refusedAs(body: HubSpotErrorBody, code: string): HostedWriteOutcome {
  if (body.category === 'OBJECT_NOT_FOUND') return { outcome: 'gone' };
  const message = body.errors?.[0]?.message ?? body.message ?? 'HubSpot gives no reason';
  const [field] = namedProperties(body);
  return {
    outcome: 'refused',
    code: body.errors?.[0]?.code ?? code,
    message,
    ...(field === undefined ? {} : { field }),
  };
}

function identityOf(write: HostedWrite): string {
  return write.operation === 'create' ? write.key : (write.id ?? write.key);
}

function asText(value: HostedValue): string {
  if (value === null) return '';
  return Array.isArray(value) ? value.join(';') : String(value);
}
