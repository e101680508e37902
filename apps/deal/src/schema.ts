import { agentServiceSchema } from '@salesagent/agent';

export const schema = agentServiceSchema('deal', 'none');
