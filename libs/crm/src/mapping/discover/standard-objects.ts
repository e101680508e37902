import type { RecordType } from '@salesagent/canon/sales';
import type { Condition } from '../file-schema';
import { normalObject } from './names';

/** An object as one record type, and how sure that is. */
export interface ObjectRole {
  type: RecordType;
  confidence: 'high' | 'medium';
  why: string;
  /** Field (in normal form) that must hold a value for the record to be one. */
  when?: { field: string; condition: Condition };
  /** How Salesforce ids of this object begin. */
  ids?: string;
}

const sure = (type: RecordType, more: Partial<ObjectRole> = {}): ObjectRole => ({
  ...{ type, confidence: 'high', why: 'standard object' },
  ...more,
});

/** What the standard objects of Salesforce and HubSpot are in canon. */
const ROLES: Readonly<Record<string, readonly ObjectRole[]>> = {
  user: [sure('person')],
  owner: [sure('person')],
  product: [sure('product')],
  account: [sure('account')],
  company: [sure('account')],
  contact: [sure('contact', { ids: '003' })],
  lead: [
    {
      ...{ type: 'contact', confidence: 'medium', ids: '00Q' },
      why: 'a lead is a person without an account; once converted its contact takes over',
      when: { field: 'isconverted', condition: false },
    },
  ],
  opportunity: [sure('opportunity')],
  deal: [sure('opportunity')],
  event: [sure('activity', { ids: '00U' })],
  meeting: [sure('activity')],
  call: [sure('activity')],
  email: [sure('activity')],
  note: [sure('activity')],
  task: [
    sure('activity', { ids: '00T', why: 'a task that is done', when: { field: 'status', condition: 'Completed' } }),
    sure('task', { ids: '00T' }),
  ],
  case: [sure('case')],
  ticket: [sure('case')],
  contract: [sure('contract')],
  forecastingquota: [sure('target')],
  quota: [sure('target', { confidence: 'medium', why: 'named like targets' })],
  subscription: [sure('contract', { confidence: 'medium', why: 'named like contracts' })],
};

/** HubSpot logs calls, mails, meetings and notes as objects of their own: its tasks are only tasks. */
export function rolesOf(object: string, hasOwnActivities: boolean): readonly ObjectRole[] {
  const roles = ROLES[normalObject(object)] ?? [];
  return hasOwnActivities && normalObject(object) === 'task' ? roles.filter((r) => r.type === 'task') : roles;
}

/** Why an object has no place in canon. */
export function whyNot(object: string): string {
  if (/history/i.test(object)) return 'former values: the adapter reads them as the history of fields';
  if (/merge/i.test(object)) return 'merges: the adapter reads them as merged records';
  if (/pipeline|stage/i.test(object)) return 'pipelines and stages: read as options of the stage field';
  if (/^property/i.test(object)) return 'the CRM describing itself';
  if (/order|line_?item/i.test(object)) return 'canon keeps the product and the amount of a deal, not its lines';
  if (/role/i.test(object)) return 'say under `people:` who is a manager';
  if (/engagement/i.test(object)) return 'calls, mails, meetings and notes are objects of their own';
  return 'canon has no record type for it';
}
