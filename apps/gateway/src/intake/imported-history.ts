import type { FieldValues } from '@salesagent/crm';
import type { RecordType } from '@salesagent/canon/sales';
import { CREATED, revised, startOf, type Draft, type Moment } from './semantic-events';

type ImportMoment = Extract<Moment, { kind: 'import' }>;

/**
 * A record that an import brought: what has a date is dated back to it, what has none becomes known at the
 * import. So an earlier as-of shows a deal without owner, product and account, and no model learns from what
 * was filled in later.
 */
export function importedHistory(type: RecordType, after: FieldValues, moment: ImportMoment): Draft[] {
  switch (type) {
    case 'opportunity':
      return dealHistory(after, moment);
    case 'account':
    case 'contact':
      return split(type, after, 'createdAt', ['createdAt'], moment);
    case 'activity':
      return split(type, after, 'happenedAt', Object.keys(after), moment);
    case 'contract':
      return contractHistory(after, moment);
    case 'case':
      return caseHistory(after, moment);
    case 'target':
      return split(type, after, 'periodStart', Object.keys(after), moment);
    default:
      return [{ type: CREATED[type], occurredAt: startOf(moment.asOf), set: after, undated: true }];
  }
}

/** The date a value carries, if it is past at the import. */
function past(value: unknown, moment: ImportMoment): string | null {
  if (typeof value !== 'string' || value.slice(0, 10) > moment.asOf) return null;
  return value.length === 10 ? startOf(value) : value;
}

function only(fields: FieldValues, names: readonly string[]): FieldValues {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
}

function without(fields: FieldValues, names: readonly string[]): FieldValues {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

/** What is left of a record, known only from the import on. */
function undatedRest(type: RecordType, rest: FieldValues, moment: ImportMoment): Draft[] {
  if (Object.keys(rest).length === 0) return [];
  return [{ type: revised(type), occurredAt: startOf(moment.asOf), set: rest, undated: true }];
}

/** Created at the date in `dateField` with the fields that date speaks for; the rest at the import. */
function split(
  type: RecordType,
  after: FieldValues,
  dateField: string,
  datedFields: readonly string[],
  moment: ImportMoment,
): Draft[] {
  const at = past(after[dateField], moment);
  if (at === null) return [{ type: CREATED[type], occurredAt: startOf(moment.asOf), set: after, undated: true }];
  return [
    { type: CREATED[type], occurredAt: at, set: only(after, datedFields) },
    ...undatedRest(type, without(after, datedFields), moment),
  ];
}

const STAGE_FIELDS = ['crmStage', 'subStage', 'createdAt', 'engagedAt', 'stageEnteredAt', 'outcome', 'closedAt'];

function dealHistory(after: FieldValues, moment: ImportMoment): Draft[] {
  const engagedAt = past(after['engagedAt'], moment);
  const createdAt = past(after['createdAt'], moment) ?? engagedAt;
  if (createdAt === null) {
    return [{ type: 'OpportunityCreated', occurredAt: startOf(moment.asOf), set: after, undated: true }];
  }
  const engaged: FieldValues = { subStage: '4.1', engagedAt: after['engagedAt'] };
  if (moment.engagedStage) engaged['crmStage'] = moment.engagedStage;
  const events: Draft[] = [];
  let subStage: unknown;
  if (engagedAt !== null && engagedAt <= createdAt) {
    events.push({ type: 'OpportunityCreated', occurredAt: engagedAt, set: { ...engaged, createdAt } });
    subStage = '4.1';
  } else {
    events.push({ type: 'OpportunityCreated', occurredAt: createdAt, set: { subStage: '3.1', createdAt } });
    subStage = '3.1';
    if (engagedAt !== null) {
      events.push({ type: 'OpportunityStageMoved', occurredAt: engagedAt, set: engaged });
      subStage = '4.1';
    }
  }
  const rest = without(after, STAGE_FIELDS);
  const now = only(after, ['crmStage', 'subStage', 'stageEnteredAt']);
  if (after['outcome'] !== undefined) {
    const won = after['outcome'] === 'won';
    const set = { ...only(after, ['outcome', 'closedAt', 'crmStage', 'subStage']), ...only(after, ['amount']) };
    delete rest['amount'];
    events.push(stageDraft(won ? 'OpportunityWon' : 'OpportunityLost', set, past(after['closedAt'], moment), moment));
  } else if (after['subStage'] !== subStage) {
    events.push(stageDraft('OpportunityStageMoved', now, past(after['stageEnteredAt'], moment), moment));
  }
  return [...events, ...undatedRest('opportunity', rest, moment)];
}

function stageDraft(type: string, set: FieldValues, at: string | null, moment: ImportMoment): Draft {
  return at === null ? { type, occurredAt: startOf(moment.asOf), set, undated: true } : { type, occurredAt: at, set };
}

function contractHistory(after: FieldValues, moment: ImportMoment): Draft[] {
  const end = ['endedAt', 'status'];
  const started = without(after, end);
  const events = split(
    'contract',
    { ...started, status: 'active' },
    'startDate',
    [...Object.keys(started), 'status'],
    moment,
  );
  if (after['endedAt'] === undefined && after['status'] !== 'ended') return events;
  const set = { ...only(after, ['endedAt']), status: 'ended' };
  return [...events, stageDraft(revised('contract'), set, past(after['endedAt'], moment), moment)];
}

function caseHistory(after: FieldValues, moment: ImportMoment): Draft[] {
  const atOpening = ['accountId', 'contactId', 'category', 'subject', 'openedAt'];
  const close = ['status', 'closedAt'];
  const opened = { ...without(after, close), status: 'open' };
  const events = split('case', opened, 'openedAt', [...atOpening, 'status'], moment);
  if (after['status'] !== 'closed' && after['closedAt'] === undefined) return events;
  const set = { ...only(after, ['closedAt']), status: 'closed' };
  return [...events, stageDraft('CaseClosed', set, past(after['closedAt'], moment), moment)];
}
