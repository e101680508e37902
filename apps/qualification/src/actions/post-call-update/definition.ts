import { defineAction } from '@salesagent/agent';
import type { MirrorRow } from '@salesagent/mirror';
import { gatherCall, sourceText, type GatheredCall } from './gather';
import { readCall } from './read';
import { callRules, decideCall, type CallFacts, type CallRules } from './rules';

const SPOKEN = ['call', 'meeting'];

/** Writes what was said in a call into the agent's own field of it; no field of a person is touched. */
export const postCallUpdate = defineAction<CallFacts, CallRules, GatheredCall>({
  id: 'post-call-update',
  effect: 'log',
  rules: callRules,
  needs: {
    activity: ['accountId', 'ownerId', 'type', 'happenedAt', 'notes', 'byAgent', 'outcome'],
    contact: ['accountId', 'name'],
    account: ['tier'],
  },
  on: [
    { event: 'ActivityLogged' },
    { event: 'ActivityFieldsRevised', fields: ['notes', 'happenedAt', 'type'] },
    'ActionRequested',
  ],
  writes: ['agentSummary'],
  eligible: spoken,
  gather: gatherCall,
  read: (call, rules) => Promise.resolve(readCall(call, rules)),
  texts: (call) => [sourceText(call)],
  decide: decideCall,
});

function spoken({ fields }: MirrorRow): true | string {
  if (!SPOKEN.includes(String(fields['type']))) return 'it was neither a call nor a meeting';
  if (fields['byAgent'] === true) return 'an agent did it';
  if (fields['outcome'] === 'no-show') return 'nobody came';
  return fields['notes'] ? true : 'nothing was noted';
}
