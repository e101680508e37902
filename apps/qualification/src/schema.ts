import { agentServiceSchema } from '@salesagent/agent';

/** Its facts are dates, amounts and roles: it opens no personal value. */
export const schema = agentServiceSchema('qualification', 'none');
