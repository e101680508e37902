import { CrmForbidden } from '../hosted/errors';

/** Salesforce answered that it will not: its code, and what can be done. Who asked may know better and catch it. */
export class Refusal extends CrmForbidden {
  constructor(
    message: string,
    code: string,
    readonly status: number,
    readonly fields: readonly string[] = [],
    options?: ErrorOptions,
  ) {
    super(`Salesforce: ${message} (${code})`, code, remedyOf(code), options);
  }
}

const REMEDIES: Record<string, string> = {
  INVALID_FIELD:
    'the field is gone or hidden from the integration user: give it read access to the field, or take the field out of the mapping',
  INVALID_TYPE:
    'the object is gone or hidden from the integration user: give it access to the object, or take it out of the mapping',
  NOT_FOUND: 'check the object and its external id field, and that the integration user may see them',
  API_DISABLED_FOR_ORG: 'give the integration user the permission "API Enabled"; the edition must include API access',
  API_CURRENTLY_DISABLED: 'give the integration user the permission "API Enabled"',
  INSUFFICIENT_ACCESS: 'give the permission set of the integration user access to the object and record',
  INSUFFICIENT_ACCESS_OR_READONLY:
    'give the permission set of the integration user edit access to the object and record',
  INVALID_SESSION_ID:
    'sign-in was renewed and refused again: look for a session policy or an IP restriction of the app',
  MALFORMED_QUERY: 'this is a defect of this adapter: report the query with the code',
};

function remedyOf(code: string): string {
  return REMEDIES[code] ?? 'look the code up in "Status Codes and Error Responses" of the REST API Developer Guide';
}

/** Codes that are about a moment, not about the request. */
export const PASSING = new Set([
  'UNABLE_TO_LOCK_ROW',
  'SERVER_UNAVAILABLE',
  'QUERY_TIMEOUT',
  'REQUEST_RUNNING_TOO_LONG',
  'TXN_SECURITY_RUNTIME_ERROR',
]);
