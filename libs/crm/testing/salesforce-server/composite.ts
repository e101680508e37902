import type { FakeRequest, FakeResponse } from '../hosted/fake-http';
import { SalesforceError } from './rows';

const MOST = 25;
/** Subrequests inherit these from the request. */
const INHERITED = ['accept', 'authorization', 'content-type'];

interface Subrequest {
  method: string;
  url: string;
  referenceId: string;
  httpHeaders?: Record<string, string>;
  body?: unknown;
}

/**
 * REST API Developer Guide, "Send Multiple Requests Using Composite"
 * (https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-composite-post.html), "Composite
 * Request Body" and "Composite Subrequest": `POST /composite`, up to 25 subrequests in their order, each with headers
 * and an answer of its own; all together count as one request. Played for sObject Rows, without references between
 * subrequests and with `allOrNone` false.
 */
export function composite(
  request: FakeRequest,
  prefix: string,
  answer: (subrequest: FakeRequest, path: readonly string[]) => FakeResponse,
): FakeResponse {
  const { allOrNone = false, compositeRequest } = JSON.parse(request.body) as {
    allOrNone?: boolean;
    compositeRequest?: Subrequest[];
  };
  if (!Array.isArray(compositeRequest))
    throw new SalesforceError('JSON_PARSER_ERROR', 'The compositeRequest parameter is required.');
  if (allOrNone) throw new SalesforceError('INVALID_INPUT', 'allOrNone=true is not played here');
  if (compositeRequest.length > MOST)
    throw new SalesforceError('LIMIT_EXCEEDED', `cannot submit more than ${MOST} subrequests in this call`);
  if (new Set(compositeRequest.map(({ referenceId }) => referenceId)).size < compositeRequest.length)
    throw new SalesforceError('INVALID_INPUT', 'Every subrequest needs a referenceId of its own.');
  const compositeResponse = compositeRequest.map((subrequest) => {
    const { status, body = null, headers = {} } = answered(request, subrequest, prefix, answer);
    return { body, httpHeaders: headers, httpStatusCode: status, referenceId: subrequest.referenceId };
  });
  return { status: 200, body: { compositeResponse } };
}

function answered(
  request: FakeRequest,
  { method, url, httpHeaders = {}, body }: Subrequest,
  prefix: string,
  answer: (subrequest: FakeRequest, path: readonly string[]) => FakeResponse,
): FakeResponse {
  const own = Object.fromEntries(Object.entries(httpHeaders).map(([name, value]) => [name.toLowerCase(), value]));
  const wrong = INHERITED.find((name) => name in own);
  if (wrong) throw new SalesforceError('INVALID_INPUT', `The header ${wrong} is not allowed in a subrequest.`);
  const path = url.startsWith(`${prefix}/sobjects/`) ? url.slice(prefix.length).split('/').filter(Boolean) : [];
  if (path.length !== 3) throw new SalesforceError('INVALID_INPUT', `${url} is not played as a subrequest here`);
  try {
    const text = body === undefined ? '' : JSON.stringify(body);
    return answer({ ...request, method, path: url, query: new URLSearchParams(), headers: own, body: text }, path);
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error;
    const { code: errorCode, message, fields, status } = error;
    return { status, body: [{ errorCode, message, ...(fields.length > 0 ? { fields } : {}) }] };
  }
}
