import { ASSOCIATIONS } from './association-routes';
import { BATCH } from './batch-routes';
import { LIST } from './list-routes';
import type { Route } from './request';
import { SEARCH } from './search-routes';
import { SETTINGS } from './settings-routes';
import { SINGLE } from './single-routes';

/** Each route's own file names the page that it follows. */
export const ROUTES: readonly Route[] = [LIST, SEARCH, ...SINGLE, ...BATCH, ...ASSOCIATIONS, ...SETTINGS];

/** Answered outside of the limits of an app: tokens, and what a developer account is asked. */
const OUTSIDE = [
  ...['POST /oauth/v1/token', 'GET /oauth/v1/access-tokens/{token}'],
  ...['POST /oauth/v2/private-apps/get/access-token-info', 'GET /webhooks/v3/{appId}/settings'],
];

/** Every endpoint that is played, as `POST /crm/v3/objects/{}/search`. */
export const ENDPOINTS: readonly string[] = [
  ...ROUTES.map(({ method, path }) => `${method} ${readable(path)}`),
  ...OUTSIDE,
];

function readable(path: RegExp): string {
  const plain = path.source.replace(/^\^|\$$/g, '').replaceAll('\\/', '/');
  return plain.replaceAll('([^/]+)', '{}').replace(/\/\?$/, '');
}
