import { declaredNeeds } from '@salesagent/agent';
import { ACTION_NEEDS } from '@salesagent/canon/sales';
import { accountScoring } from './account-scoring/definition';
import { icpScoring } from './icp-scoring/definition';
import { sequenceDrafting } from './sequence-drafting/definition';

it.each([icpScoring, accountScoring, sequenceDrafting].map((action) => [action.id, action] as const))(
  '%s needs what the canon says it does',
  (id, action) => {
    expect(ACTION_NEEDS[id]).toEqual(declaredNeeds([action]));
  },
);
