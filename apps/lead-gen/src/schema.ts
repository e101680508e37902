import { agentServiceSchema } from '@salesagent/agent';

/** Reads contact names to address a sequence, asks documents for proof, and seals what it drafts. */
export const schema = agentServiceSchema('lead_gen', 'seal', { documents: true });
