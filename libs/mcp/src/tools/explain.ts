import { z } from 'zod';
import { explanationAnswer } from './answers';
import { READS, tool } from './tool';

const STEPS = 20;

export const explain = tool({
  name: 'explain',
  title: 'Explain',
  description:
    'Why a record, a field, a proposal or an event is as it is, from the event log alone: what set it off, the facts, the playbook passages, the policy, who approved, what was done. A step that the log does not say is marked `known: false`.',
  annotations: READS,
  input: {
    id: z
      .string()
      .min(1)
      .max(300)
      .describe('a record (`opportunity/ID` or its id), a field (`opportunity/ID#field`), a proposal, an event id'),
  },
  output: explanationAnswer.shape,
  run: async ({ id }, { console }) => {
    const told = explanationAnswer.parse(await console.ask('explanation', { id }));
    const left = Math.max(0, told.steps.length - STEPS);
    const say = `From the event log.${left > 0 ? ` ${left} earlier steps are left out.` : ''}`;
    // Steps are oldest first, values newest first.
    return { say, data: { ...told, steps: told.steps.slice(-STEPS), writes: told.writes.slice(0, STEPS) } };
  },
});
