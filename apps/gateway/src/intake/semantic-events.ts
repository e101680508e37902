import { changedFields, type CrmChange, type FieldValues } from '@salesagent/crm';
import type { RecordType } from '@salesagent/canon/sales';
import { importedHistory } from './imported-history';

/** What a change means, before it has an id and before personal values are sealed. */
export interface Draft {
  type: string;
  /** ISO 8601, business time. */
  occurredAt: string;
  set: FieldValues;
  /** The value has no date of its own: it is known only from the import on. */
  undated?: true;
}

/** The moment a change speaks of. */
export type Moment =
  /** An edit now: an instant of the company's business clock. */
  | { kind: 'live'; now: string }
  /** Part of an import that speaks as of a day; `engagedStage` is what its CRM calls sub-stage 4.1. */
  | { kind: 'import'; asOf: string; engagedStage: string | null };

export const CREATED: Record<RecordType, string> = {
  person: 'PersonRegistered',
  product: 'ProductListed',
  account: 'AccountCreated',
  contact: 'ContactCreated',
  opportunity: 'OpportunityCreated',
  activity: 'ActivityLogged',
  case: 'CaseOpened',
  contract: 'ContractRecorded',
  task: 'TaskCreated',
  document: 'DocumentFiled',
  target: 'TargetSet',
};

export function revised(type: RecordType): string {
  return `${type[0]!.toUpperCase()}${type.slice(1)}FieldsRevised`;
}

/** Start of a business day, at which what an import knows without a date becomes known. */
export function startOf(day: string): string {
  return `${day}T00:00:00.000Z`;
}

/**
 * A captured change of a CRM record → the facts it stands for, in order. Pure: the same change and moment give
 * the same drafts. A change that alters nothing gives none.
 */
export function semanticEvents(change: CrmChange, moment: Moment): Draft[] {
  const { recordType: type, before, after } = change;
  const known = moment.kind === 'live' ? moment.now : startOf(moment.asOf);
  if (after === null) return [{ type: 'RecordDeleted', occurredAt: known, set: {} }];
  if (before === null) {
    return moment.kind === 'import'
      ? importedHistory(type, after, moment)
      : [{ type: CREATED[type], occurredAt: known, set: after }];
  }
  const changed = changedFields(before, after);
  if (Object.keys(changed).length === 0) return [];
  return revisions(type, changed, before, after).map((draft) => dated(draft, after, moment, known));
}

type Revision = Omit<Draft, 'occurredAt' | 'undated'>;

function revisions(type: RecordType, changed: FieldValues, before: FieldValues, after: FieldValues): Revision[] {
  const left = new Map(Object.entries(changed));
  const events: Revision[] = [];
  /** An event of its own for these fields: those that changed are taken out of the rest. */
  const fact = (name: string, fields: readonly string[], always: readonly string[] = []) => {
    const set: FieldValues = {};
    for (const field of fields) {
      if (left.has(field)) set[field] = left.get(field);
      else if (always.includes(field) && after[field] !== undefined) set[field] = after[field];
      left.delete(field);
    }
    events.push({ type: name, set });
  };
  const rose = (field: string) => Number(after[field] ?? 0) > Number(before[field] ?? 0);

  if (type === 'opportunity') {
    const stage = ['outcome', 'closedAt', 'crmStage', 'subStage', 'stageEnteredAt', 'engagedAt'];
    if (left.has('outcome')) {
      if (after['outcome'] === 'won') fact('OpportunityWon', [...stage, 'amount'], [...stage, 'amount']);
      else if (after['outcome'] === 'lost') fact('OpportunityLost', stage, stage);
      else fact('OpportunityReopened', stage, ['crmStage', 'subStage']);
    } else if (left.has('subStage') || left.has('crmStage')) {
      fact('OpportunityStageMoved', ['subStage', 'crmStage', 'stageEnteredAt', 'engagedAt'], ['subStage', 'crmStage']);
    }
    if (left.has('amount')) fact('AmountRevised', ['amount', 'currency'], ['currency']);
    const [was, is] = [before['expectedCloseDate'], after['expectedCloseDate']];
    if (left.has('expectedCloseDate') && is !== undefined) {
      fact(was !== undefined && String(is) > String(was) ? 'CloseDatePushed' : 'CloseDatePulledIn', [
        'expectedCloseDate',
      ]);
    }
    if (left.has('ownerId')) fact('OpportunityOwnerChanged', ['ownerId']);
    if (left.has('meddicc')) fact('MeddiccEvidenceRecorded', ['meddicc']);
  }
  if (type === 'account') {
    if (left.has('tier')) fact('AccountTierChanged', ['tier']);
    if (left.has('ownerId')) fact('AccountOwnerChanged', ['ownerId']);
  }
  if (type === 'contact') {
    if (left.has('role')) fact('ContactRoleAssigned', ['role']);
    if (left.has('consent') || left.has('optedOut')) fact('ContactConsentChanged', ['consent', 'optedOut']);
  }
  if (type === 'case') {
    if (left.has('status') && after['status'] === 'closed') fact('CaseClosed', ['status', 'closedAt'], ['closedAt']);
    if (left.has('escalationLevel') && rose('escalationLevel')) fact('CaseEscalated', ['escalationLevel']);
  }
  if (left.size > 0) events.push({ type: revised(type), set: Object.fromEntries(left) });
  return events;
}

/** Facts that carry their own date, by event type. */
const DATED_BY: Readonly<Record<string, string>> = {
  OpportunityWon: 'closedAt',
  OpportunityLost: 'closedAt',
  OpportunityStageMoved: 'stageEnteredAt',
  CaseClosed: 'closedAt',
};

/** When a fact happened: at its own date where that is past, else when it became known. */
function dated(draft: Revision, after: FieldValues, moment: Moment, known: string): Draft {
  const field = DATED_BY[draft.type];
  const own = field && draft.set[field] !== undefined ? after[field] : undefined;
  if (typeof own === 'string' && own.slice(0, 10) <= known.slice(0, 10)) return { ...draft, occurredAt: own };
  return moment.kind === 'import' ? { ...draft, occurredAt: known, undated: true } : { ...draft, occurredAt: known };
}
