import { explain } from './explain';
import { getScore } from './get-score';
import { listApprovals } from './list-approvals';
import { proposeAction } from './propose-action';
import { getAccount, getDeal, listAccounts, listDeals } from './records';
import { searchPlaybook } from './search-playbook';
import type { Tool } from './tool';

/** There is no tool that decides: an approval is a person's, and is given in the console. */
export const TOOLS: readonly Tool[] = [
  searchPlaybook,
  listDeals,
  getDeal,
  listAccounts,
  getAccount,
  getScore,
  listApprovals,
  explain,
  proposeAction,
];
