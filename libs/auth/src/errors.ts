/** The token is missing, malformed, expired, or not meant for us: 401. */
export class InvalidTokenError extends Error {
  override readonly name = 'InvalidTokenError';
}

/** The issuer does not answer, so nothing can be verified now: 503, not 401. */
export class IssuerUnreachableError extends Error {
  override readonly name = 'IssuerUnreachableError';
}
