import { z } from 'zod';
import { ACTIONS, type Agent } from '@salesagent/canon/sales';
import {
  disclosureRules,
  OUTPUT_SECTIONS,
  outputPolicyRules,
  toneRules,
  type OutputPolicy,
} from '@salesagent/governance';
import {
  actionFrontMatterSchema,
  companyWideSchema,
  dataOf,
  frontMatterOf,
  PlaybookErrors,
  rulesOf,
  type Playbook,
  type Section,
} from '@salesagent/playbook';
import type { Action } from './define';

/** What the playbook says of an action that is on. */
export interface ActionSettings {
  agent: Agent;
  section: Section;
  rules: unknown;
  playbookVersion: string;
  /** Days (real time) a rejected or expired proposal rests. */
  cooldownDays: number;
  attention: { uplift: number; upliftMeasured: boolean; minutes: number; hourlyCost: number };
  prior: { pWin: number; amount: number };
  /** What its texts may hold; null for actions whose texts no customer reads. */
  output: OutputPolicy | null;
}

/** An action is on with its settings, or off with the reason. */
export type ActionSwitch = { on: true; settings: ActionSettings } | { on: false; reason: string };

const policy = z.looseObject({
  attention: z.looseObject({ hourlyCost: z.number().positive() }),
  docket: z.looseObject({ dismissedRestsDays: z.number().positive() }),
});

/** Reads an action's section. Never throws for one action: it is off then, and says why and where. */
export function settingsOf(
  action: Action,
  playbook: Playbook,
  section: Section | null = sectionOf(action, playbook),
): ActionSwitch {
  const { agent, playbook: sectionId } = ACTIONS[action.id];
  if (!section) return { on: false, reason: `the playbook has no section ${sectionId}` };
  try {
    const front = frontMatterOf(section, actionFrontMatterSchema);
    if (front.status === 'off') return { on: false, reason: `the playbook switches it off (${section.id})` };
    const company = readData(playbook, 'playbook', companyWideSchema);
    const governing = readData(playbook, 'policy', policy);
    const own = front.cooldownDays ?? company.cooldownDays;
    // A dismissed signal rests for the policy's days at least, whatever its section says.
    const signal = action.effect === 'task';
    const least = governing.docket.dismissedRestsDays;
    return {
      on: true,
      settings: {
        agent,
        section,
        rules: rulesOf(section, action.rules),
        playbookVersion: playbook.version,
        cooldownDays: signal ? Math.max(front.cooldownDays ?? least, least) : own,
        attention: {
          uplift: front.attention.uplift,
          upliftMeasured: front.attention.measured,
          minutes: front.attention.minutes,
          hourlyCost: governing.attention.hourlyCost,
        },
        prior: company.prior,
        output: action.reader === 'customer' ? outputPolicyOf(playbook) : null,
      },
    };
  } catch (error) {
    if (error instanceof PlaybookErrors) return { on: false, reason: error.message };
    throw error;
  }
}

/** @throws PlaybookErrors also when a section is missing: what customers read is not written without a policy */
function outputPolicyOf(playbook: Playbook): OutputPolicy {
  const read = <S extends z.ZodType>(id: string, schema: S): z.output<S> & { version: string } => {
    const section = playbook.section(id);
    if (section) return { ...(rulesOf(section, schema) as object), version: section.version } as never;
    const suggestion = `add base/${id}.md to the playbook: customers read what this action drafts`;
    throw new PlaybookErrors([{ file: `base/${id}.md`, line: 1, message: 'does not exist', suggestion }]);
  };
  return {
    policy: read(OUTPUT_SECTIONS.policy, outputPolicyRules),
    tone: read(OUTPUT_SECTIONS.tone, toneRules),
    disclosure: read(OUTPUT_SECTIONS.disclosure, disclosureRules),
  };
}

/** The section an action reads; null when the playbook has none. */
export function sectionOf(action: Action, playbook: Playbook): Section | null {
  return playbook.section(ACTIONS[action.id].playbook);
}

function readData<S extends z.ZodType>(playbook: Playbook, name: string, schema: S): z.output<S> {
  const data = playbook.data(name);
  if (!data) {
    const suggestion = `add base/${name}.yaml to the playbook`;
    throw new PlaybookErrors([{ file: `base/${name}.yaml`, line: 1, message: 'does not exist', suggestion }]);
  }
  return dataOf(data, schema);
}
