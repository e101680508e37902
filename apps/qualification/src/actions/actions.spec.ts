import { settingsOf, triggerCycles } from '@salesagent/agent';
import { PLAYBOOKS } from '@salesagent/agent/testing';
import { ACTION_NAMES, ACTIONS, RECORDS, type FieldSpec } from '@salesagent/canon/sales';
import { checkPlaybook } from '@salesagent/playbook';
import { actions } from '.';

describe('the actions of qualification', () => {
  it('are those of the catalogue', () => {
    const catalogue = ACTION_NAMES.filter((a) => ACTIONS[a].agent === 'qualification');
    expect(actions.map((a) => a.id).sort()).toEqual([...catalogue].sort());
  });

  it('find in the playbook every threshold they read', () => {
    const rules = Object.fromEntries(actions.map((a) => [a.id, a.rules]));
    expect(checkPlaybook(PLAYBOOKS, { rules }).problems).toEqual([]);
    const { playbook } = checkPlaybook(PLAYBOOKS);
    expect(actions.map((a) => settingsOf(a, playbook)).filter((s) => !s.on)).toEqual([]);
  });

  it('do not wake each other for ever', () => {
    expect(triggerCycles(actions)).toEqual([]);
  });

  it('write only fields that belong to agents', () => {
    for (const action of actions) {
      for (const field of action.writes ?? []) {
        expect((RECORDS[action.subjectType] as Record<string, FieldSpec>)[field]?.agent).toBe(true);
      }
    }
  });
});
