import { z } from 'zod';
import { ACTION_NAMES, type ActionName } from '@salesagent/canon/sales';
import { Refusal } from '../refusal';
import { actionAnswer, requestAnswer } from './answers';
import { tool } from './tool';

export const proposeAction = tool({
  name: 'propose_action',
  title: 'Ask an agent to look',
  description:
    'Asks an agent of the company to look at a record, in the name of the signed-in person. The agent decides by the playbook whether there is anything to propose; what it proposes goes through policy and docket to a person, who decides in the console. Nothing is written or sent by this. Asking again on the same day changes nothing, and a person’s assistant may ask only so often a day.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: {
    action: z.enum(ACTION_NAMES as [ActionName, ...ActionName[]]),
    record: z.string().min(1).max(120).describe('what to look at, e.g. `opportunity/ID`, `account/ID`'),
  },
  output: {
    requestId: z.string(),
    action: z.string(),
    record: z.string(),
    repeated: z.boolean().describe('it was asked today already; nothing was asked anew'),
    leftToday: z.int().describe('how often this person’s assistant may still ask today'),
    followUp: z.string(),
  },
  run: async ({ action, record }, { console }) => {
    const { subject, effects, playbook } = actionAnswer.parse(await console.ask('action', { id: action }));
    if (!playbook.on) {
      throw new Refusal('off', `${action} is off: ${playbook.reason ?? 'its playbook section is missing'}.`);
    }
    const type = record.split('/')[0];
    if (subject !== type) {
      const wanted = subject === 'company' ? '`company`' : `${subject}/ID`;
      throw new Refusal('wrong-subject', `${action} looks at ${wanted}, not at ${type}.`, `Give ${wanted}.`);
    }
    const { requestId, repeated, leftToday } = requestAnswer.parse(
      await console.ask('request', { body: { action, subject: record, via: 'assistant' } }),
    );
    const followUp = effects.includes('insight')
      ? 'Its result shows in get_score or get_deal once the agent has looked.'
      : `If the agent proposes something, list_approvals with record ${record} shows it (state queued or open).`;
    const say = `${repeated ? 'Asked already today; nothing was asked anew.' : 'Asked.'} ${followUp} A person decides; nothing has been changed.`;
    return { say, data: { requestId, action, record, repeated, leftToday, followUp } };
  },
});
