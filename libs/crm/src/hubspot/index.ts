export { HubSpotCrm, type HubSpotOptions } from './hubspot-crm';
export type { HubSpotCredentials } from './credentials';
export { HUBSPOT_BUCKETS, HUBSPOT_LIMITS, type HubSpotBucket } from './buckets';
export {
  signatureProblem,
  signatureV3,
  SIGNATURE_WINDOW_MS,
  type SignatureProblem,
  type SignedRequest,
} from './webhook-signature';
export { parseWebhook, type WebhookEvent, type WebhookKind, type WebhookReading } from './webhook-events';
