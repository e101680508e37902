import { createHmac } from 'node:crypto';

export const SECRET = 'a secret of the size that HubSpot gives';
export const URI = 'https://sales.example.com/crm/webhooks/hubspot';

/** One change of one deal, as HubSpot sends it, with its signature. */
export function delivery(n: number): { bytes: Buffer; signature: string } {
  const event = { eventId: n, subscriptionId: 7, portalId: 62515, appId: 54198, occurredAt: 1_760_000_000_000 + n };
  const what = { subscriptionType: 'deal.propertyChange', attemptNumber: 0, objectId: n % 5_000 };
  const bytes = Buffer.from(JSON.stringify([{ ...event, ...what, propertyName: 'amount', propertyValue: '900' }]));
  return { bytes, signature: createHmac('sha256', SECRET).update(`POST${URI}`).update(bytes).digest('base64') };
}
