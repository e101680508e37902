import { agentServiceSchema } from '@salesagent/agent';

/** Reads what was noted of deals, and seals what it quotes of it. */
export const schema = agentServiceSchema('qualification', 'seal');
