import { ACTIONS, type ActionName } from '@salesagent/canon/sales';
import { z } from 'zod';
import { actionFrontMatterSchema, frontMatterOf, frontMatterSchema } from './front-matter';
import { ACTION_RULES } from './generated/action-rules';
import { rulesOf, type Playbook } from './playbook';
import { PlaybookErrors } from './problems';

/** The shape of an action's rules without its code; what a shape cannot say, its service says at a start. */
export function generatedRules(action: ActionName): z.ZodType | null {
  const shape = ACTION_RULES[action];
  return shape ? z.fromJSONSchema(shape as z.core.JSONSchema.JSONSchema) : null;
}

/**
 * Why an action does nothing by a playbook; null when it is on. Its service says the same when it takes the playbook up.
 * @param rules what its code reads, where the caller has it; otherwise what was generated from it
 */
export function offBecause(
  playbook: Playbook,
  action: ActionName,
  rules: z.ZodType | null = generatedRules(action),
): string | null {
  const { playbook: id, agent } = ACTIONS[action];
  const section = playbook.section(id);
  if (!section) return `the playbook has no section ${id}`;
  try {
    // What is said about the company asks for nobody's attention by itself.
    const schema = agent === 'ops-analyst' ? frontMatterSchema : actionFrontMatterSchema;
    if (frontMatterOf(section, schema).status === 'off') return `the playbook switches it off (${id})`;
    if (rules) rulesOf(section, rules);
    return null;
  } catch (error) {
    if (error instanceof PlaybookErrors) return error.message;
    throw error;
  }
}
