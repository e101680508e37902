import { fieldSpec, type Change, type RecordType } from '@salesagent/canon/sales';
import {
  authorization,
  compilePolicy,
  decide,
  fieldsOf,
  substanceOf,
  type Policy,
  type Request,
  type Ruling,
} from '@salesagent/governance';
import { readPolicyFiles } from '@salesagent/playbook';
import type { Outcome } from '../../src/outcome';
import { PLAYBOOKS } from '../playbooks';
import { TODAY } from './world';

/**
 * What an outcome would have done, its words left out: two looks at the same facts that differ in it differ in what
 * they ask permission for.
 */
export function authorityOf(outcome: Outcome): object {
  if (outcome.kind === 'nothing') return { kind: 'nothing' };
  if (outcome.kind === 'insight') return { kind: 'insight', fields: Object.keys(outcome.fields ?? {}).sort() };
  const { prepareOnly, proposal } = outcome;
  const { action, agent, effect, subject, accountId, ownerId, tier, change, attention } = proposal;
  return {
    ...{ kind: 'proposal', prepareOnly, action, agent, effect, subject, accountId, ownerId, tier },
    ...{ change: withoutWords(change), attention },
  };
}

/** A change as a machine acts on it. */
function withoutWords(change: Change): object {
  switch (change.kind) {
    case 'task':
      return { ...change, title: '', body: '' };
    case 'document':
      return { ...change, name: '', content: null };
    case 'fields':
      return { ...change, set: withoutAgentsWords(change.record.type, change.set) };
    default:
      return change;
  }
}

/** Fields without the words in which an agent tells people what it found: nothing acts on them. */
function withoutAgentsWords(type: RecordType, set: Readonly<Record<string, unknown>>): object {
  const isTold = (field: string): boolean => {
    const spec = fieldSpec(type, field);
    return spec?.agent === true && spec.personal === 'text';
  };
  return Object.fromEntries(Object.entries(set).map(([field, value]) => [field, isTold(field) ? '' : value]));
}

type Proposed = Extract<Outcome, { kind: 'proposal' }>['proposal'];

let policy: Policy | null = null;
const basePolicy = (): Policy => {
  const { base, company } = readPolicyFiles(PLAYBOOKS);
  return (policy ??= compilePolicy(base, company).policy);
};

const rulings = new Map<string, Ruling>();

/** What the base policy says of it; the same for every proposal that differs in words alone. */
function rulingOn({ action, effect, tier, change, attention }: Proposed): Ruling {
  const request: Request = {
    ...{ action, effect, tierProposed: tier, tierNow: tier, amount: attention.amount, fields: fieldsOf(change) },
    ...{ moment: null, autonomyEarned: false, ...substanceOf(effect, change) },
  };
  const key = JSON.stringify(request);
  const ruling = rulings.get(key) ?? decide(basePolicy(), request);
  rulings.set(key, ruling);
  return ruling;
}

/** What the gate says to it when nobody has decided: `permit` would be an execution. */
export function gateSays(outcome: Outcome): string {
  if (outcome.kind !== 'proposal') return 'nothing to carry out';
  const { action, recordVersion, ownerId } = outcome.proposal;
  const ruling = rulingOn(outcome.proposal);
  const said = authorization({
    ...{ actionId: `${action}:1`, digest: 'd', decisionId: null, decision: null, flaw: null },
    gate: { ended: null, approvedBy: null, approvedDigest: null, first: null, escalatedTo: null },
    ...{ first: null, firstFlaw: null, askers: [], recordVersion, policyVersion: 'p', ruling },
    people: { ownerIds: ownerId ? [ownerId] : [], managerIds: [] },
    ...{ gone: null, stoppedBy: null, knownBad: null, now: new Date(`${TODAY}T12:00:00Z`) },
  });
  return said.kind;
}
