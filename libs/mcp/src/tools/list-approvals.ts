import { z } from 'zod';
import { approvalRow, approvalsAnswer } from './answers';
import { READS, tool } from './tool';

export const listApprovals = tool({
  name: 'list_approvals',
  title: 'List approvals',
  description:
    'Proposals of the agents that the signed-in person may see, and what became of them. You can read them; only a person decides, in the console.',
  annotations: READS,
  input: {
    state: z
      .enum(['open', 'queued', 'done', 'all'])
      .default('open')
      .describe('open: waiting for a decision; queued: waiting in the docket for their day'),
    record: z.string().max(120).nullish().describe('only those about this record, e.g. `opportunity/ID`'),
    action: z.string().max(100).nullish(),
    limit: z.int().min(1).max(50).default(20),
    offset: z.int().min(0).default(0),
  },
  output: {
    total: z.int(),
    decideAt: z.string().describe('where a person decides'),
    approvals: z.array(approvalRow),
  },
  run: async ({ record, ...query }, { console }) => {
    const { total, approvals } = approvalsAnswer.parse(
      await console.ask('approvals', { query: { ...query, subject: record } }),
    );
    const decideAt = `${console.url}/inbox`;
    const mine = approvals.filter(({ canDecide }) => canDecide).length;
    const say = `${approvals.length} of ${total} proposals; the person may decide ${mine} of these, at ${decideAt}. You cannot decide for them.`;
    return { say, data: { total, decideAt, approvals } };
  },
});
