import { eventId } from '@salesagent/canon/events';
import { fieldSpec } from '@salesagent/canon/sales';
import { CrmForbidden, InvalidField, RecordConflict, RecordNotFound } from '@salesagent/crm';
import type { EventToAppend, StoredEvent } from '@salesagent/event-store';
import type { Permit } from './permit';

export interface ExecutionResult {
  outcome: 'executed' | 'failed' | 'refused' | 'unknown';
  reason?: string;
}

/** Why a change did not happen; `code` is the word for programs. */
export interface Failure {
  reason: string;
  code: string;
}

/** What was opened before the erasure is not written after it, and a hole is not written over a value. */
export const PERSON_ERASED: Failure = { reason: 'a person that this speaks of was erased', code: 'person-erased' };

export function executionStream(actionId: string): string {
  return `execution-${actionId}`;
}

/** The outcome a stream already holds; `null` while there is none. */
export function outcomeOf(events: readonly StoredEvent[]): ExecutionResult | null {
  for (const { type, data } of events) {
    if (type === 'ActionExecuted') return { outcome: 'executed' };
    if (type === 'ActionFailed') return { outcome: 'failed', reason: (data as { reason: string }).reason };
  }
  return null;
}

/** An event of an execution; its id follows from the action and the type, so that each is there once. */
export function executionEvent(
  actionId: string,
  { permitId, by }: Pick<Permit, 'permitId' | 'by'>,
  occurredAt: Date,
  type: string,
  data: Record<string, unknown>,
): EventToAppend {
  return {
    id: eventId(`execution:${actionId}`, executionStream(actionId), type),
    type,
    data: { actionId, ...data },
    occurredAt,
    correlationId: actionId,
    causationId: permitId,
    actor: by,
  };
}

/**
 * Why a change could not happen, as against why it could not be tried. It is kept in the log in plain, so it repeats
 * neither the CRM's words nor a personal value: the field, the code and the remedy say enough.
 */
export function failureOf(error: unknown): Failure | null {
  if (error instanceof RecordConflict) return { reason: error.message, code: 'changed-since' };
  if (error instanceof RecordNotFound) return { reason: error.message, code: 'not-found' };
  if (error instanceof InvalidField) return { reason: withoutValue(error), code: 'invalid-field' };
  if (error instanceof CrmForbidden) {
    return { reason: `the CRM does not let us (${error.code}) → ${error.remedy}`, code: 'forbidden' };
  }
  return null;
}

function withoutValue({ type, field, message }: InvalidField): string {
  return fieldSpec(type, field)?.personal ? `${type}.${field}: its value does not fit the field` : message;
}
