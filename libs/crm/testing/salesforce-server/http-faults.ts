import type { HttpFault } from '../hosted/faults';
import type { FakeRequest, FakeResponse } from '../hosted/fake-http';
import { failure } from './rest-resources';

/** What can also go wrong with Salesforce: a change told without its values, or not at all but for its object. */
export type SalesforceFault = HttpFault | 'event-gap' | 'event-overflow';

const HTTP_FAULTS: readonly HttpFault[] = [
  ...(['rate-limited', 'unavailable-before', 'unavailable-after', 'timeout-before'] as const),
  ...(['timeout-after', 'dropped-before', 'dropped-after', 'token-expired'] as const),
];

/** How Salesforce says it: "Status Codes and Error Responses" of the REST API Developer Guide. */
export function refusal(fault: 'rate-limited' | 'unavailable' | 'token-expired'): FakeResponse {
  if (fault === 'token-expired') return failure('INVALID_SESSION_ID', 'Session expired or invalid', 401);
  if (fault === 'rate-limited') {
    return failure('REQUEST_LIMIT_EXCEEDED', 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.', 403);
  }
  return {
    ...failure('SERVER_UNAVAILABLE', 'The server is temporarily unavailable', 503),
    headers: { 'retry-after': '5' },
  };
}

/** The sign-in has no session to lose, and no request limit counts for it. */
export function possible({ path }: FakeRequest): readonly HttpFault[] {
  return path.startsWith('/services/data/')
    ? HTTP_FAULTS
    : HTTP_FAULTS.filter((fault) => fault !== 'token-expired' && fault !== 'rate-limited');
}
