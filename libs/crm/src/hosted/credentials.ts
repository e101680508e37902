import { z } from 'zod';
import type { HubSpotCredentials } from '../hubspot';
import type { SalesforceCredentials } from '../salesforce/credentials';
import { CrmForbidden } from './errors';
import type { HostedKind } from './port';

const text = z.string().trim().min(1);
const salesforce = z.union([
  z.strictObject({ clientId: text, username: text, privateKey: text, audience: z.url().optional() }),
  z.strictObject({ clientId: text, clientSecret: text.optional(), refreshToken: text }),
]);
/**
 * What signs webhooks, and what marks our own writes in the history of properties. Reading works without them; without
 * `appId` no person's value is put back, which is said at the start and by `crm doctor`.
 */
const app = { appId: text.optional(), webhookSecret: text.optional() };
const hubspot = z.union([
  z.strictObject({ privateAppToken: text, ...app }),
  z.strictObject({ clientId: text, clientSecret: text, refreshToken: text, ...app }),
]);

export interface HubSpotSignIn {
  credentials: HubSpotCredentials;
  appId?: string;
  webhookSecret?: string;
}

/** Reads the sign-in to Salesforce. @throws CrmForbidden naming what is missing, never a value */
export function salesforceSignIn(json: string, file: string): SalesforceCredentials {
  const told = read('salesforce', salesforce, json, file);
  if (!('username' in told)) {
    const { clientId, refreshToken, clientSecret } = told;
    return { kind: 'refresh-token', clientId, refreshToken, ...(clientSecret ? { clientSecret } : {}) };
  }
  const { clientId, username, privateKey, audience } = told;
  return { kind: 'jwt', clientId, username, privateKey, ...(audience ? { audience } : {}) };
}

/** Reads the sign-in to HubSpot. @throws CrmForbidden naming what is missing, never a value */
export function hubspotSignIn(json: string, file: string): HubSpotSignIn {
  const { appId, webhookSecret, ...credentials } = read('hubspot', hubspot, json, file);
  return { credentials, ...(appId ? { appId } : {}), ...(webhookSecret ? { webhookSecret } : {}) };
}

const EXPECTED: Record<HostedKind, string> = {
  salesforce: '{clientId, username, privateKey} (JWT bearer) or {clientId, clientSecret, refreshToken}',
  hubspot:
    '{privateAppToken} or {clientId, clientSecret, refreshToken}, and appId (our own writes) and webhookSecret (webhooks)',
};

function read<S extends z.ZodType>(kind: HostedKind, schema: S, json: string, file: string): z.output<S> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    throw new CrmForbidden(`${file} is not JSON`, 'BAD_CREDENTIALS', `write ${EXPECTED[kind]} into it`);
  }
  const result = schema.safeParse(parsed);
  if (result.success) return result.data;
  const known =
    typeof parsed === 'object' && parsed !== null ? Object.keys(parsed).join(', ') || 'nothing' : 'no object';
  throw new CrmForbidden(
    `${file} is no sign-in to ${kind}: it has ${known}`,
    'BAD_CREDENTIALS',
    `write ${EXPECTED[kind]} into it`,
  );
}
