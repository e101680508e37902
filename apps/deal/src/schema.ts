import { agentServiceSchema } from '@salesagent/agent';

/** Reads what buyers said and who they are, for a proposal addressed to them, and seals it again. */
export const schema = agentServiceSchema('deal', 'seal');
