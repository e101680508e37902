import type { SignInOptions } from './sign-in';

const READ_WRITE = ['contacts', 'companies', 'deals'].flatMap((object) => [
  `crm.objects.${object}.read`,
  `crm.objects.${object}.write`,
  `crm.schemas.${object}.write`,
]);

/** An app of one account with every scope that is used, and its token. */
export function signedInHubSpot(more: Partial<SignInOptions> = {}): SignInOptions {
  return {
    appId: '1160452',
    scopes: ['crm.objects.owners.read', 'tickets', ...READ_WRITE],
    privateAppToken: 'pat-na1-local',
    ...more,
  };
}
