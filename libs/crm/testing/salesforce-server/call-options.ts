import type { FakeRequest } from '../hosted/fake-http';
import type { Actor } from './org';

/**
 * REST API Developer Guide, "Call Options Header", and Change Data Capture, `changeOrigin`: who makes a change, and by
 * which client, as the request itself says.
 */
export function actorOf(userId: string, version: string, { headers }: Pick<FakeRequest, 'headers'>): Actor {
  const client = /client=([^,;\s]+)/.exec(headers['sforce-call-options'] ?? '')?.[1];
  return { userId, origin: `com/salesforce/api/rest/${version}${client ? `;client=${client}` : ''}` };
}
