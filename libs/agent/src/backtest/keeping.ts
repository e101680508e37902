import type { Kept } from '@salesagent/bus';
import { eventDefinition, type IntegrationEvent, type RecordEventData } from '@salesagent/canon/events';
import { DEAL_FIELDS } from '@salesagent/canon/kpi';
import { RECORD_TYPES, RECORDS, type RecordType } from '@salesagent/canon/sales';
import { isRecordEvent } from '@salesagent/mirror';
import type { Action } from '../define';
import { declaredNeeds } from '../needs';
import { BacktestRefused } from './refused';

/** Undated values read as if they had been true all along: of a field, or of every record of a type. */
export interface Assumptions {
  fields: ReadonlySet<string>;
  types: ReadonlySet<string>;
}

/**
 * @param asked `opportunity.ownerId` or `product`
 * @throws BacktestRefused naming what there is
 */
export function assumptionsOf(asked: readonly string[]): Assumptions {
  const fields = new Set<string>();
  const types = new Set<string>();
  for (const name of asked) {
    const [type = '', field, ...more] = name.split('.');
    const known = RECORD_TYPES.find((t) => t === type);
    const refuse = (remedy: string): never => {
      throw new BacktestRefused('bad-assumption', `"${name}" is nothing that can be assumed.`, remedy);
    };
    if (!known || more.length > 0)
      return refuse(`Give a field as opportunity.ownerId, or a type of record: ${RECORD_TYPES.join(', ')}.`);
    if (field === undefined) {
      if (known === 'opportunity') return refuse('Name fields of it: a deal without a date is not known to be there.');
      types.add(known);
    } else if (field in RECORDS[known]) fields.add(`${known}.${field}`);
    else return refuse(`${known} has ${Object.keys(RECORDS[known]).join(', ')}.`);
  }
  return { fields, types };
}

/** Topics of the record events the actions read or are woken by, and of deals, whose ages the win curve rests on. */
export function topicsOf(actions: readonly Action[]): string[] {
  const woken = actions.flatMap((a) => a.on.flatMap((t) => eventDefinition(typeof t === 'string' ? t : t.event) ?? []));
  const deleted = eventDefinition('RecordDeleted');
  const topics = [
    ...Object.keys(declaredNeeds(actions)).map((type) => `crm.${type}`),
    ...woken.map((definition) => definition.topic),
    ...(deleted ? [deleted.topic] : []),
    'crm.opportunity',
    'crm.import',
  ];
  return [...new Set(topics)].filter((topic) => topic.startsWith('crm.'));
}

/**
 * What is kept of an event: the fields somebody reads. An undated value that is assumed becomes a part of its own.
 * What agents wrote is left as it was recorded; a person's or the CRM's word of the past is all there is to go by.
 */
export function keeping(
  actions: readonly Action[],
  { fields, types }: Assumptions,
): (event: IntegrationEvent) => Kept[] {
  const read = new Map<string, Set<string>>();
  const add = (type: string, names: readonly string[]): void => {
    const set = read.get(type) ?? new Set<string>();
    for (const name of names) set.add(name);
    read.set(type, set);
  };
  for (const [type, names] of Object.entries(declaredNeeds(actions))) add(type, names);
  add('opportunity', DEAL_FIELDS);
  const narrowed = new Set(
    actions.flatMap((a) => a.on.flatMap((t) => (typeof t === 'object' ? (t.fields ?? []) : []))),
  );
  return (event) => {
    if (!isRecordEvent(event)) return event.type === 'ImportCompleted' ? [whole(event, false)] : [];
    const { data } = event;
    const names = read.get(data.recordType);
    if (!names && event.type !== 'RecordDeleted') return [];
    const only = (values: RecordEventData['set']): RecordEventData['set'] =>
      Object.fromEntries(Object.entries(values).filter(([name]) => names?.has(name) || narrowed.has(name)));
    const undated = data.undated === true;
    const set = only(data.set);
    const { before, ...rest } = data;
    const kept = { ...event, data: { ...rest, set, ...(before && { before: only(before) }) } };
    if (!undated) return [whole(kept, false)];
    if (types.has(data.recordType)) return [{ ...whole(kept, true), assumed: 'start' }];
    return split(kept, data.recordType, fields);
  };
}

const whole = (event: IntegrationEvent, undated: boolean): Kept => ({ event, part: 0, undated, assumed: null });

function split(event: IntegrationEvent<RecordEventData>, type: RecordType, fields: ReadonlySet<string>): Kept[] {
  const entries = Object.entries(event.data.set);
  const assumed = entries.filter(([name]) => fields.has(`${type}.${name}`));
  if (assumed.length === 0) return [whole(event, true)];
  const { undated: _, ...data } = event.data;
  const rest = entries.filter(([name]) => !fields.has(`${type}.${name}`));
  return [
    { ...whole({ ...event, data: { ...event.data, set: Object.fromEntries(rest) } }, true), part: 0 },
    {
      event: {
        ...event,
        // It says nothing but the value: a stage that was entered then is no part of it.
        type: `${type[0]!.toUpperCase()}${type.slice(1)}FieldsRevised`,
        data: { ...data, set: Object.fromEntries(assumed) },
      },
      ...{ part: 1, undated: true, assumed: 'record' as const },
    },
  ];
}
