import type { Account } from './account';
import type { Answer } from './answers';
import type { ChangeSource } from './records';

/** One request as the routes see it. */
export interface ApiRequest {
  method: string;
  /** Without the query. */
  path: string;
  query: URLSearchParams;
  /** Parsed JSON, or the fields of a form. */
  body: Record<string, unknown>;
  /** Through what a write of this request comes. */
  source: ChangeSource;
}

/** An endpoint: `handle` gets what the groups of `path` matched. */
export interface Route {
  method: string;
  path: RegExp;
  /** Changes something: a fault after it took effect leaves the caller in doubt. */
  writes?: boolean;
  search?: boolean;
  /** Scopes of which the token needs one, for this object. */
  scopes?: (object: string) => string[];
  handle: (account: Account, request: ApiRequest, ...matched: string[]) => Answer;
}

export function listed(query: URLSearchParams, name: string): string[] {
  return query
    .getAll(name)
    .flatMap((one) => one.split(','))
    .filter((one) => one !== '');
}

/** Scopes of objects (Scopes, https://developers.hubspot.com/docs/apps/legacy-apps/authentication/scopes); activities go with contacts. */
export function objectScope(access: 'read' | 'write'): (object: string) => string[] {
  return (object) => {
    if (object === 'tickets') return ['tickets'];
    const named = ['contacts', 'companies', 'deals'].includes(object)
      ? object
      : object.startsWith('2-')
        ? 'custom'
        : 'contacts';
    return [`crm.objects.${named}.${access}`];
  };
}
