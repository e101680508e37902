/** Paths of webhooks: their bodies are verified as bytes before anything reads them. */
export const WEBHOOK_PATHS = ['/crm/webhooks/hubspot'];

/** A request as the CRM signed it. */
export interface SignedRequest {
  method: string;
  /** The whole address as the CRM called it, with its query. */
  uri: string;
  headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  rawBody: Buffer;
  now: Date;
}

/** Tells whether the CRM itself sent a request, and just now. Never throws. */
export type WebhookVerifier = (request: SignedRequest) => { ok: true } | { ok: false; reason: string };

/** The verifier of this company's CRM; `null` where it sends no webhooks or no secret is set. */
export const WEBHOOK_VERIFIER = Symbol('WebhookVerifier');
