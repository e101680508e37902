import { IssuerUnreachableError } from './errors';

/** The part of an issuer's discovery document that services use. */
export interface IssuerMetadata {
  issuer: string;
  jwks_uri: string;
  token_endpoint: string;
}

/** Reads an issuer's discovery document (OpenID Connect Discovery 1.0). */
export async function discover(issuer: string): Promise<IssuerMetadata> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return (await response.json()) as IssuerMetadata;
  } catch (error) {
    throw new IssuerUnreachableError(`the issuer ${issuer} does not answer`, { cause: error });
  }
}
