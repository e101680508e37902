import {
  ACTION_NAMES,
  ACTIONS,
  fieldSpec,
  recordRef,
  type Change,
  type EffectClass,
  type RecordType,
} from '@salesagent/canon/sales';
import { fieldsOf } from './decide';

/** What a proposal says of itself, and what it would do. */
export interface Claimed {
  action: string;
  agent: string;
  effect: EffectClass;
  /** The record it is about, or `company`. */
  subject: string;
  change: Change;
}

/** Fields that are money, people or standing: only `commit` changes them. */
const COMMIT_FIELDS = ['amount', 'expectedCloseDate', 'forecastCategory', 'ownerId', 'tier', 'outcome'];
/** Where a stage move may lead: inside pipeline and progression, never to terms, won or lost. */
const LAST_STAGE_MOVED_TO = '4.3';
/** Fields that move a deal. */
const STAGE_FIELDS = ['subStage', 'crmStage'];

const typeOf = (change: Change): RecordType | null => {
  switch (change.kind) {
    case 'fields':
    case 'document':
      return change.record.type;
    case 'fields-batch':
    case 'record':
      return change.type;
    case 'task':
      return null;
  }
};

/** The record a change would touch instead of the one it is about; whoever may decide on the one may not own the other. */
function otherRecord(subject: string, change: Change): string | null {
  if (change.kind === 'task') {
    const deal = change.opportunityId ? recordRef('opportunity', change.opportunityId) : null;
    return deal !== null && subject.startsWith('opportunity/') && deal !== subject ? deal : null;
  }
  if (change.kind !== 'fields' && change.kind !== 'document') return null;
  const record = recordRef(change.record.type, change.record.id);
  return record === subject ? null : record;
}

/** The first field of people's that holds a value which a change would replace; it must name what it saw. */
function overwritten(change: Change): string | null {
  if (change.kind !== 'fields') return null;
  const { record, expect, set } = change;
  const replaced = Object.entries(set).find(([field, value]) => {
    if (fieldSpec(record.type, field)?.agent) return false;
    return !(field in expect) || !onlyAdds(expect[field], value);
  });
  return replaced?.[0] ?? null;
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === '';

/** Whether a value comes where there was none; of a map, entries where there were none. Evidence 0 is none. */
function onlyAdds(before: unknown, after: unknown): boolean {
  if (isEmpty(before)) return true;
  if (!isMap(before) || !isMap(after)) return false;
  return Object.entries(before).every(([key, was]) => isEmpty(was) || was === 0 || was === after[key]);
}

/** True when everything a change sets belongs to agents. */
function setsOnlyAgentFields(change: Change): boolean {
  if (change.kind !== 'fields' && change.kind !== 'fields-batch') return false;
  const type = change.kind === 'fields' ? change.record.type : change.type;
  const named = change.kind === 'fields' ? [] : change.rows.flatMap((row) => Object.keys(row.set));
  return [...new Set([...fieldsOf(change), ...named])].every((field) => fieldSpec(type, field)?.agent === true);
}

/**
 * Why a proposal may not go by the effect class it names, or null when it may. The ceiling follows from what a change
 * does, not from what it is called: an insight opens no gate, so it may write nothing that belongs to people.
 */
export function effectProblem({ action, agent, effect, subject, change }: Claimed): string | null {
  const name = ACTION_NAMES.find((a) => a === action);
  if (!name) return `there is no action “${action}”`;
  const entry = ACTIONS[name];
  if (entry.agent !== agent) return `${action} is ${entry.agent}’s to propose, not ${agent}’s`;
  if (!(entry.effects as readonly EffectClass[]).includes(effect))
    return `${action} has no effect of class “${effect}”`;
  const elsewhere = otherRecord(subject, change);
  if (elsewhere) return `it is about ${subject} and would change ${elsewhere}`;
  // A batch names no record it is about and says nothing of what it saw there.
  if (change.kind === 'fields-batch' && effect !== 'insight')
    return `many records at once are changed by an insight only, not by ${effect}`;
  switch (effect) {
    case 'insight':
      return setsOnlyAgentFields(change)
        ? null
        : 'an insight writes agent-owned fields only; this needs a person’s decision';
    case 'task':
      return change.kind === 'task' ? null : 'a task suggests a task and changes nothing else';
    case 'commit':
      return null;
    case 'log': {
      const replaced = overwritten(change);
      return replaced
        ? `“${replaced}” holds a value: it is changed by an overwrite only, not by log`
        : outOfClass(effect, change);
    }
    default:
      return outOfClass(effect, change);
  }
}

/** What is changed by a class of its own only. */
function outOfClass(effect: EffectClass, change: Change): string | null {
  const fields = fieldsOf(change);
  const touches = (some: readonly string[]): string | undefined => fields.find((f) => some.includes(f));
  const committed = touches(COMMIT_FIELDS);
  if (committed) return `“${committed}” is changed by a commit only, not by ${effect}`;
  const moved = effect === 'stage' ? undefined : touches(STAGE_FIELDS);
  if (moved) return `“${moved}” is changed by a stage move only, not by ${effect}`;
  const to = change.kind === 'fields' ? change.set['subStage'] : undefined;
  if (effect === 'stage' && typeof to === 'string' && to > LAST_STAGE_MOVED_TO)
    return `a stage move leads no further than ${LAST_STAGE_MOVED_TO}, not to ${to}`;
  const created = change.kind === 'record' && !(effect === 'log' && typeOf(change) === 'activity');
  return created ? `a record is created by a commit only, not by ${effect}` : null;
}
