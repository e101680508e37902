import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { triggerCycles, type Action } from '@salesagent/agent';
import { ACTION_NAMES, ACTIONS, AGENTS, type Agent } from '@salesagent/canon/sales';

/** The actions each agent service runs, found as the service itself finds them. */
async function actionsOf(agent: Agent): Promise<readonly Action[]> {
  const file = resolve(__dirname, `../../apps/${agent}/src/${agent}.module`);
  if (!existsSync(`${file}.ts`)) return [];
  const { actions, actionsFor } = (await import(file)) as {
    actions?: readonly Action[];
    actionsFor?: (company: string) => readonly Action[];
  };
  return actions ?? actionsFor?.('acme') ?? [];
}

describe('the actions of all agents together', () => {
  let actions: Action[];
  beforeAll(async () => {
    // ops-analyst computes about the company and defines nothing that runs per record.
    const agents = AGENTS.filter((a) => a !== 'ops-analyst');
    actions = (await Promise.all(agents.map(actionsOf))).flat();
  }, 60_000);

  it('are all there are in the catalogue', () => {
    const catalogue = ACTION_NAMES.filter((a) => ACTIONS[a].agent !== 'ops-analyst');
    expect(actions.map((a) => a.id).sort()).toEqual([...catalogue].sort());
  });

  it('do not wake each other for ever', () => {
    expect(triggerCycles(actions)).toEqual([]);
  });
});
