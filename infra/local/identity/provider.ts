import { Provider, interactionPolicy, type Configuration, type KoaContextWithOIDC } from 'oidc-provider';
import { escaped, devicePage } from './pages';
import type { IdentityKeys } from './keys';
import type { People } from './people';
import { adapterOn, type IdentityState } from './state';

export interface ProviderSettings {
  issuer: string;
  audience: string;
  consoleUrl: string;
  /** Secret of each service's client, by service name. */
  serviceSecrets: Record<string, string>;
  /** The same of the clients outside the system that may have sealed values opened. */
  consumerSecrets: Record<string, string>;
  keys: IdentityKeys;
  state: IdentityState;
  people: People;
}

const RESOURCE = 'urn:salesagent';
const HOUR = 3_600;

/** A standard OpenID provider for one machine: the console, the command line and the services use it like any other. */
export function localProvider(settings: ProviderSettings): Provider {
  return new Provider(settings.issuer, configuration(settings));
}

function configuration({
  audience,
  people,
  keys,
  state,
  consoleUrl,
  issuer,
  serviceSecrets,
  consumerSecrets,
}: ProviderSettings): Configuration {
  const policy = interactionPolicy.base();
  policy.remove('consent'); // the clients are our own, on the person's own machine
  const cookie = (name: string) => `salesagent-${new URL(issuer).port}-${name}`;
  return {
    adapter: adapterOn(state),
    jwks: keys.jwks as NonNullable<Configuration['jwks']>,
    cookies: {
      keys: keys.cookieKeys,
      // Cookies do not know ports: two stacks on one machine must not share them.
      names: { session: cookie('session'), interaction: cookie('interaction'), resume: cookie('resume') },
    },
    clients: [
      {
        client_id: 'salesagent-console',
        client_name: 'Console',
        token_endpoint_auth_method: 'none',
        redirect_uris: [`${consoleUrl}/auth/callback`],
        post_logout_redirect_uris: [`${consoleUrl}/`],
        grant_types: ['authorization_code', 'refresh_token'],
        id_token_signed_response_alg: 'ES256',
      },
      {
        client_id: 'salesagent-cli',
        client_name: 'Command line',
        token_endpoint_auth_method: 'none',
        redirect_uris: [],
        response_types: [],
        grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
        id_token_signed_response_alg: 'ES256',
      },
      ...Object.entries({ ...serviceSecrets, ...consumerSecrets }).map(([client, secret]) => ({
        client_id: client,
        client_secret: secret,
        redirect_uris: [],
        response_types: [],
        grant_types: ['client_credentials'],
        id_token_signed_response_alg: 'ES256' as const,
      })),
    ],
    scopes: ['openid', 'profile', 'offline_access'],
    claims: { openid: ['sub'], profile: ['name', 'roles', 'person_id'] },
    conformIdTokenClaims: false,
    findAccount: async (_context, id) => {
      const account = await people.find(id);
      return (
        account && {
          accountId: id,
          claims: async () => ({ sub: id, name: account.name, roles: account.roles, person_id: account.personId }),
        }
      );
    },
    extraTokenClaims: async (_context, token) => {
      if ('accountId' in token) {
        const account = await people.find(token.accountId);
        return account && { name: account.name, roles: account.roles, person_id: account.personId };
      }
      const role = (token.clientId ?? '') in consumerSecrets ? 'consumer' : 'service';
      return { name: token.clientId, roles: [role], person_id: null };
    },
    interactions: { policy, url: (_context, interaction) => `/interaction/${interaction.uid}` },
    issueRefreshToken: async (_context, client) => client.grantTypeAllowed('refresh_token'),
    loadExistingGrant: async (context) => grantOf(context),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: async (context, form) => {
          context.body = devicePage(
            'Sign out',
            `${form}<button form="op.logoutForm" name="logout" value="yes">Sign out</button>`,
          );
        },
        postLogoutSuccessSource: async (context) => {
          context.body = devicePage('Signed out', '<p>You are signed out.</p>');
        },
      },
      deviceFlow: {
        enabled: true,
        userCodeInputSource: async (context, form, _output, error) => {
          const problem = error ? '<p role="alert">That code is not known or has expired. Please try again.</p>' : '';
          context.body = devicePage(
            'Connect the command line',
            `${problem}<p>Enter the code that <code>salesagent login</code> shows.</p>${form}<button form="op.deviceInputForm">Continue</button>`,
          );
        },
        userCodeConfirmSource: async (context, form, _client, _device, userCode) => {
          context.body = devicePage(
            'Connect the command line',
            `<p>Does the command line show this code?</p><p><b>${escaped(userCode)}</b></p>${form}<button form="op.deviceConfirmForm" autofocus>Yes, continue</button>`,
          );
        },
        successSource: async (context) => {
          context.body = devicePage('Connected', '<p>The command line is signed in. You can close this page.</p>');
        },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: async () => RESOURCE,
        useGrantedResource: async () => true,
        getResourceServerInfo: async () => ({
          scope: audience,
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: HOUR,
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    ttl: {
      AccessToken: HOUR,
      ClientCredentials: HOUR,
      IdToken: HOUR,
      Interaction: HOUR,
      DeviceCode: 600,
      Session: 14 * 24 * HOUR,
      Grant: 14 * 24 * HOUR,
      RefreshToken: 14 * 24 * HOUR,
    },
    renderError: async (context, out) => {
      context.type = 'html';
      context.body = devicePage('That did not work', `<p>${escaped(out.error_description ?? out.error)}</p>`);
    },
  };
}

/** The grant of a session: everything that was asked for, since the clients are ours. */
async function grantOf(context: KoaContextWithOIDC) {
  const { oidc } = context;
  const clientId = oidc.client?.clientId;
  const accountId = oidc.session?.accountId;
  if (!clientId || !accountId) return undefined;
  const grantId = oidc.result?.consent?.grantId ?? oidc.session?.grantIdFor(clientId);
  const known = grantId ? await oidc.provider.Grant.find(grantId) : undefined;
  const grant = known ?? new oidc.provider.Grant({ clientId, accountId });
  const asked = typeof oidc.params?.['scope'] === 'string' ? oidc.params['scope'] : '';
  grant.addOIDCScope(asked);
  grant.addResourceScope(RESOURCE, asked);
  await grant.save();
  return grant;
}
