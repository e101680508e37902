import { RECORDS, type RecordType } from '@salesagent/canon/sales';
import type { FieldDescription, HostedFieldType, HostedKind } from '../../hosted/port';
import { targetSpec, wordsOf } from '../canon-words';
import type { FieldSource } from '../file-schema';
import { normalName } from './names';

type Values = Record<string, string | number | boolean>;

/** Values of the vendors' own picklists in canon, in lower case. */
const KNOWN_VALUES: Readonly<Record<string, Values>> = {
  'opportunity.type': {
    ...{ 'new business': 'new', newbusiness: 'new', 'new customer': 'new', 'existing business': 'expansion' },
    ...{ existingbusiness: 'expansion', 'existing customer - upgrade': 'expansion', upsell: 'expansion' },
    ...{ 'existing customer - replacement': 'renewal', 'existing customer - downgrade': 'renewal' },
  },
  'opportunity.forecastCategory': {
    ...{ pipeline: 'pipeline', bestcase: 'best case', 'best case': 'best case', best_case: 'best case' },
    ...{ commit: 'commit', forecast: 'commit', mostlikely: 'best case', most_likely: 'best case' },
  },
  'account.lifecycle': {
    ...{ customer: 'customer', evangelist: 'customer', subscriber: 'prospect', lead: 'prospect' },
    ...{
      marketingqualifiedlead: 'prospect',
      salesqualifiedlead: 'prospect',
      opportunity: 'prospect',
      other: 'prospect',
    },
  },
  'contact.role': {
    ...{ budget_holder: 'EB', 'economic buyer': 'EB', decision_maker: 'EB', champion: 'Champion' },
    ...{ influencer: 'Influencer', blocker: 'Blocker', 'economic decision maker': 'EB', evaluator: 'Influencer' },
  },
  'activity.type': {
    call: 'call',
    email: 'email',
    listemail: 'email',
    linkedin: 'linkedin',
    task: 'note',
    cadence: 'note',
  },
  'activity.direction': {
    ...{ inbound: 'inbound', outbound: 'outbound', incoming_email: 'inbound', email: 'outbound' },
    ...{ forwarded_email: 'outbound', internal: 'outbound' },
  },
  'task.status': {
    ...{ 'not started': 'open', 'in progress': 'open', 'waiting on someone else': 'open', completed: 'done' },
    ...{ deferred: 'withdrawn', not_started: 'open', in_progress: 'open', waiting: 'open' },
  },
  'case.status': { true: 'closed', false: 'open' },
  'case.escalationLevel': { true: 1, false: 0 },
  'contract.status': { activated: 'active', 'in approval process': 'active', draft: 'active', expired: 'ended' },
};

/** What beside the field's name a mapping must say: values, prefix, unit, currency, and what may not be written. */
export function sourceDetails(
  type: RecordType,
  canon: string,
  field: FieldDescription,
  crm: HostedKind,
  seen: readonly string[],
): Partial<FieldSource> {
  const details: Partial<FieldSource> = {};
  const name = normalName(field.name);
  const values = valuesFor(type, canon, field, seen);
  if (values) details.values = values;
  if (canon === 'type' && type === 'activity') details.otherwise = 'note';
  if (name === 'whatid') details.prefix = '006';
  if (name === 'whoid') details.prefix = '003';
  if (name === 'calldurationinseconds') details.unit = 'seconds';
  if (name === 'callduration' && crm === 'hubspot') details.unit = 'milliseconds';
  if (name === 'archived' && canon === 'active') details.values = { true: false, false: true };
  if (field.type === 'percent' && kindIsNumber(type, canon)) details.percent = true;
  const asField = asHeld(targetSpec(type, canon)?.kind, field.type, canon === 'closeDate' && crm === 'salesforce');
  if (asField) details.as = asField;
  // An activity's account follows from its deal or contact, which is what can be written.
  if (crm === 'salesforce' && canon === 'accountId' && (type === 'activity' || type === 'task')) {
    details.write = { to: sibling(field.name, 'WhatId'), unless: 'opportunityId' };
  } else if (!field.updateable && !field.createable) {
    // Closing a case says when as well; the CRM writes that down by itself.
    details.write = canon === 'closedAt' || canon === 'stageEnteredAt' ? 'derived' : false;
  }
  return details;
}

/** Said where the CRM holds a day as an instant, or the other way round; Salesforce's close date is a day anyway. */
function asHeld(kind: string | undefined, type: HostedFieldType, dayAnyway: boolean): 'date' | 'instant' | null {
  if (type !== 'date' && type !== 'instant') return null;
  const usual = dayAnyway ? 'date' : kind;
  return (kind === 'date' || kind === 'instant') && type !== usual ? type : null;
}

const kindIsNumber = (type: RecordType, canon: string): boolean =>
  (RECORDS[type] as Record<string, { kind: string }>)[canon]?.kind === 'number' && canon !== 'employees';

/** Exports write `what_id` where the API has `WhatId`. */
const sibling = (name: string, api: string): string =>
  name.includes('_') ? api.replace(/(?<=.)[A-Z]/g, (c) => `_${c}`).toLowerCase() : api;

function valuesFor(
  type: RecordType,
  canon: string,
  field: FieldDescription,
  seen: readonly string[],
): Values | undefined {
  if (canon.startsWith('meddicc.')) return levels(field.options.map((o) => o.value));
  if (canon === 'status' && field.options.some((o) => o.closed !== undefined)) {
    return Object.fromEntries(field.options.map((o) => [o.value, o.closed ? 'closed' : 'open']));
  }
  const words = wordsOf(type, canon);
  const known = KNOWN_VALUES[`${type}.${canon}`];
  if (!words && !known) return undefined;
  const found: Values = {};
  const offered = field.type === 'boolean' ? ['true', 'false'] : [...field.options.map((o) => o.value), ...seen];
  for (const value of new Set(offered)) {
    const label = field.options.find((o) => o.value === value)?.label ?? value;
    const meaning = [value, label].flatMap((word) => {
      const same = words?.find((w) => w.toLowerCase() === word.toLowerCase());
      return same ?? known?.[word.toLowerCase()] ?? [];
    })[0];
    if (meaning !== undefined) found[value] = meaning;
  }
  return Object.keys(found).length > 0 ? found : undefined;
}

/** Four options in order are the four levels of evidence; anything else a person must say. */
function levels(options: readonly string[]): Values | undefined {
  if (options.length !== 4 || options.every((o, i) => o === String(i))) return undefined;
  return Object.fromEntries(options.map((option, level) => [option, level]));
}
