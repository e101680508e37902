import { createHmac, timingSafeEqual } from 'node:crypto';

/** How old, and how far ahead, the time stamp of a request may be. */
export const SIGNATURE_WINDOW_MS = 5 * 60_000;

/**
 * Escapes that are decoded before the URI is signed, and no others
 * (Validating requests, https://developers.hubspot.com/docs/api/webhooks/validating-requests).
 */
const DECODED: Readonly<Record<string, string>> = {
  '%3A': ':',
  '%2F': '/',
  '%3F': '?',
  '%40': '@',
  '%21': '!',
  '%24': '$',
  '%27': "'",
  '%28': '(',
  '%29': ')',
  '%2A': '*',
  '%2C': ',',
  '%3B': ';',
};
const ESCAPE = new RegExp(Object.keys(DECODED).join('|'), 'gi');

export interface SignedRequest {
  method: string;
  /** As HubSpot called it, from `https://` to the end of the query: behind a proxy, the public one. */
  uri: string;
  /** The bytes that arrived; parsed and printed again they are others. */
  body: Buffer;
  /** Header `X-HubSpot-Signature-v3`. */
  signature: string | undefined;
  /** Header `X-HubSpot-Request-Timestamp`: milliseconds since 1970. */
  timestamp: string | undefined;
}

export type SignatureProblem = 'missing' | 'malformed' | 'stale' | 'ahead' | 'wrong';

/** Base64 of HMAC-SHA256 over method, URI, raw body and time stamp. */
export function signatureV3(
  secret: string,
  request: Omit<SignedRequest, 'signature' | 'timestamp'>,
  timestamp: string,
) {
  return digestV3(secret, request, timestamp).toString('base64');
}

/**
 * Whether a request comes from HubSpot and is fresh: `null`, or what is wrong with it. Pure; that a fresh request
 * does not arrive twice is for the intake, which remembers what it stored.
 */
export function signatureProblem(secret: string, request: SignedRequest, now: Date): SignatureProblem | null {
  if (!request.signature || !request.timestamp) return 'missing';
  if (!/^\d{1,15}$/.test(request.timestamp)) return 'malformed';
  const age = now.getTime() - Number(request.timestamp);
  if (age > SIGNATURE_WINDOW_MS) return 'stale';
  if (age < -SIGNATURE_WINDOW_MS) return 'ahead';
  // Compared as bytes of one length; a lenient decoder would take several spellings of the same digest.
  const expected = Buffer.from(signatureV3(secret, request, request.timestamp));
  const given = Buffer.from(request.signature);
  if (given.length !== expected.length) return 'wrong';
  return timingSafeEqual(given, expected) ? null : 'wrong';
}

function digestV3(secret: string, request: Omit<SignedRequest, 'signature' | 'timestamp'>, timestamp: string): Buffer {
  if (secret === '') throw new Error('The webhook secret is empty → give the client secret of the HubSpot app.');
  return createHmac('sha256', secret)
    .update(request.method.toUpperCase())
    .update(request.uri.replace(ESCAPE, (escape) => DECODED[escape.toUpperCase()]!))
    .update(request.body)
    .update(timestamp)
    .digest();
}
