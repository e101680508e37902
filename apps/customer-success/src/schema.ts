import { agentServiceSchema } from '@salesagent/agent';

export const schema = agentServiceSchema('customer_success', 'none');
