import { z } from 'zod';
import { accountAnswer, accountRow, accountsAnswer, dealAnswer, dealRow, dealsAnswer } from './answers';
import { READS, tool } from './tool';

const paging = {
  limit: z.int().min(1).max(50).default(20),
  offset: z.int().min(0).default(0),
};
const text = z.string().max(200).nullish().describe('part of the id or the name');
/** Longest history that is told; `explain` tells more of one thing. */
const STEPS = 30;

export const listDeals = tool({
  name: 'list_deals',
  title: 'List deals',
  description: 'Deals that the signed-in person may see, a page at a time. `total` is how many match in all.',
  annotations: READS,
  input: {
    q: text,
    state: z.enum(['open', 'won', 'lost', 'closed', 'all']).default('open'),
    lane: z
      .enum(['moved', 'needs-me', 'dead', 'live', 'stalled'])
      .nullish()
      .describe('moved lately, waiting for the person, or by health'),
    account: z.string().max(100).nullish().describe('account id'),
    owner: z.string().max(100).nullish().describe('person id'),
    sort: z.enum(['amount', 'age', 'moved', 'probability', 'close']).default('amount'),
    ...paging,
  },
  output: { asOf: z.string(), total: z.int(), deals: z.array(dealRow) },
  run: async (query, { console }) => {
    const data = dealsAnswer.parse(await console.ask('deals', { query }));
    return { say: page(data.deals.length, data.total, query.offset, 'deals'), data };
  },
});

export const getDeal = tool({
  name: 'get_deal',
  title: 'Read a deal',
  description:
    'A deal: its fields, what the agents found, every proposal about it, and its latest history. Sources of a field or a proposal: `explain`.',
  annotations: READS,
  input: { id: z.string().min(1).max(100).describe('id of the deal, as list_deals gives it') },
  output: dealAnswer.shape,
  run: async ({ id }, { console }) => {
    const data = dealAnswer.parse(await console.ask('deal', { id }));
    return { say: `A deal, as the person may see it.${cut(data.history.length)}`, data: latest(data) };
  },
});

export const listAccounts = tool({
  name: 'list_accounts',
  title: 'List accounts',
  description: 'Accounts that the signed-in person may see, a page at a time. `total` is how many match in all.',
  annotations: READS,
  input: {
    q: text,
    tier: z.enum(['T1', 'T2', 'T3', 'none']).nullish(),
    owner: z.string().max(100).nullish().describe('person id'),
    sort: z.enum(['name', 'open', 'won', 'icp', 'health', 'renewal']).default('open'),
    ...paging,
  },
  output: { asOf: z.string(), total: z.int(), accounts: z.array(accountRow) },
  run: async (query, { console }) => {
    const data = accountsAnswer.parse(await console.ask('accounts', { query }));
    return { say: page(data.accounts.length, data.total, query.offset, 'accounts'), data };
  },
});

export const getAccount = tool({
  name: 'get_account',
  title: 'Read an account',
  description: 'An account: its fields, deals, contacts, scores, proposals and latest history.',
  annotations: READS,
  input: { id: z.string().min(1).max(100).describe('id of the account, as list_accounts gives it') },
  output: accountAnswer.shape,
  run: async ({ id }, { console }) => {
    const data = accountAnswer.parse(await console.ask('account', { id }));
    return { say: `An account, as the person may see it.${cut(data.history.length)}`, data: latest(data) };
  },
});

/** Newest first, so the first are the latest. */
export const latest = <T extends { history: unknown[] }>(record: T): T => ({
  ...record,
  history: record.history.slice(0, STEPS),
});

const cut = (steps: number): string =>
  steps > STEPS ? ` Its history has ${steps} steps; the latest ${STEPS} are given.` : '';

function page(shown: number, total: number, offset: number, what: string): string {
  const after = offset + shown;
  const more = shown > 0 && after < total ? ` For more, ask with offset ${after}.` : '';
  return `${shown} of ${total} ${what} that match and that the person may see.${more}`;
}
