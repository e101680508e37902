import { z } from 'zod';
import { accountAnswer, dealAnswer, insight, sessionAnswer } from './answers';
import { READS, tool } from './tool';

/** Actions whose results are scores. */
const SCORING: readonly string[] = [
  ...['icp-scoring', 'account-scoring', 'health-score'],
  ...['deal-scoring', 'deal-risk', 'meddicc-completeness'],
];

export const getScore = tool({
  name: 'get_score',
  title: 'Scores of a record',
  description:
    'The scores of a deal or an account with the parts they are made of, the reasons, the passages they rest on and the business day they hold for. A score is null until it is known.',
  annotations: READS,
  input: {
    record: z
      .string()
      .max(120)
      .regex(/^(opportunity|account)\/./, 'Give opportunity/ID or account/ID')
      .describe('`opportunity/ID` for a deal, `account/ID`'),
  },
  output: {
    record: z.string(),
    asOf: z.string().describe('today on the business clock; each part has the day it was worked out for'),
    scores: z.record(z.string(), z.union([z.number(), z.string(), z.null()])),
    parts: z.array(insight),
  },
  run: async ({ record }, { console }) => {
    const id = record.slice(record.indexOf('/') + 1);
    const [session, { scores, insights }] = await Promise.all([
      console.ask('session').then((answer) => sessionAnswer.parse(answer)),
      record.startsWith('account/')
        ? console.ask('account', { id }).then(scoresOfAccount)
        : console.ask('deal', { id }).then(scoresOfDeal),
    ]);
    const parts = insights.filter(({ action }) => SCORING.includes(action));
    return {
      say:
        parts.length > 0
          ? `${parts.length} scoring actions have looked at it.`
          : 'No scoring action has looked at it yet, or they are off; `propose_action` asks one to look.',
      data: { record, asOf: session.clock.date, scores, parts },
    };
  },
});

function scoresOfDeal(answer: unknown) {
  const { deal, insights } = dealAnswer.parse(answer);
  const { winProbability, winLabel, health, ageDays } = deal;
  return { scores: { winProbability, winLabel, health, ageDays }, insights };
}

function scoresOfAccount(answer: unknown) {
  const { account, insights } = accountAnswer.parse(answer);
  const { icpScore, accountScore, healthScore } = account;
  return { scores: { icpScore, accountScore, healthScore }, insights };
}
