import { CrmUnavailable } from '../hosted/errors';
import type { HostedWrite, Priority } from '../hosted/port';
import { refused, type ItemResult } from './write-outcomes';
import { plain, type WritingContext } from './writing';

/** What became of one subrequest; the body of one that succeeded is empty. */
interface SubrequestResult {
  referenceId: string;
  httpStatusCode: number;
  body: readonly { errorCode: string; message: string; fields?: readonly string[] }[] | null;
}

/**
 * Updates that Salesforce itself refuses when the record was changed since: "Conditional Request Headers", which the
 * resource of a single row alone knows, in whole seconds. "Send Multiple Requests Using Composite" takes several of
 * those, each with headers of its own, and counts as one request; each succeeds or fails for itself.
 */
export async function updateUnlessChanged(
  { session, mayBegin }: WritingContext,
  writes: readonly HostedWrite[],
  priority: Priority,
): Promise<ItemResult[]> {
  const compositeRequest = writes.map(({ object, id, values, unchangedSince }, index) => ({
    method: 'PATCH',
    url: `${session.dataPath}/sobjects/${object}/${id}`,
    referenceId: reference(index),
    httpHeaders: {
      'If-Unmodified-Since': unchangedSince!.toUTCString(),
      // A subrequest inherits three headers and this is none of them: by it change events are known as ours.
      'Sforce-Call-Options': session.callOptions,
    },
    body: plain(values),
  }));
  const { body } = await session.request<{ compositeResponse: SubrequestResult[] }>({
    method: 'POST',
    path: '/composite',
    body: { allOrNone: false, compositeRequest },
    priority,
    ...{ changes: true, mayBegin },
  });
  const results = new Map(body.compositeResponse.map((result) => [result.referenceId, result]));
  return writes.map(({ id }, index) => outcomeOf(id!, results.get(reference(index))));
}

function reference(index: number): string {
  return `write${index}`;
}

function outcomeOf(id: string, result: SubrequestResult | undefined): ItemResult {
  if (!result || result.httpStatusCode >= 500) {
    const said = result ? `answered ${result.httpStatusCode} to` : 'says nothing of';
    throw new CrmUnavailable(`Salesforce ${said} one of several updates`, 1000, true);
  }
  const { httpStatusCode: status, body } = result;
  if (status < 300) return { outcome: 'written', id };
  if (status === 412) return { outcome: 'changed-since' };
  if (status === 404) return { outcome: 'gone' };
  const { errorCode, message, fields = [] } = body?.[0] ?? { errorCode: `HTTP_${status}`, message: 'no reason given' };
  return refused(errorCode, message, fields);
}
