import type { CallPurpose } from './port';

export interface HeliconeOptions {
  apiKey: string;
  /** The server behind the gateway, when it is not OpenAI. */
  target?: string;
}

/**
 * Headers by which Helicone's gateway knows whose call it passes on
 * (https://docs.helicone.ai/helicone-headers/header-directory). The gateway sees prompts and answers: it is on the way.
 */
export function heliconeHeaders({ apiKey, target }: HeliconeOptions) {
  return ({ company, agent, action, actionId, subject }: CallPurpose, promptId: string): Record<string, string> => ({
    'Helicone-Auth': `Bearer ${apiKey}`,
    ...(target && { 'Helicone-OpenAI-Api-Base': target }),
    'Helicone-Prompt-Id': printable(promptId),
    'Helicone-Property-Company': printable(company),
    'Helicone-Property-Agent': printable(agent),
    'Helicone-Property-Action': printable(action),
    ...(subject && { 'Helicone-Property-Subject': printable(subject) }),
    ...(actionId && { 'Helicone-Session-Id': printable(actionId) }),
  });
}

/** A header holds visible ASCII. */
function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?');
}
