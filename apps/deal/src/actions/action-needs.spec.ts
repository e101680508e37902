import { declaredNeeds } from '@salesagent/agent';
import { ACTION_NEEDS } from '@salesagent/canon/sales';
import { proposalDraft } from './proposal-draft/definition';

it.each([proposalDraft('Acme')].map((action) => [action.id, action] as const))(
  '%s needs what the canon says it does',
  (id, action) => {
    expect(ACTION_NEEDS[id]).toEqual(declaredNeeds([action]));
  },
);
