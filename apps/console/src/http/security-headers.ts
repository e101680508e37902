import type { NextFunction, Request, Response } from 'express';

/**
 * No inline script and no eval: charts are interpreted, not compiled. Styles may be inline because the component
 * library writes its theme variables into a style element.
 */
function contentSecurityPolicy(issuer: string | undefined): string {
  // Signing out is a form that ends at the issuer; browsers hold its redirects to form-action as well.
  const signOut = issuer ? ` ${new URL(issuer).origin}` : '';
  return [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "frame-ancestors 'none'",
    `form-action 'self'${signOut}`,
  ].join('; ');
}

/** @param issuer where people sign in and out, as a URL */
export function securityHeaders(issuer: string | undefined) {
  const policy = contentSecurityPolicy(issuer);
  return (_request: Request, response: Response, next: NextFunction): void => {
    response.setHeader('content-security-policy', policy);
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('x-frame-options', 'DENY');
    response.setHeader('referrer-policy', 'same-origin');
    response.setHeader('cross-origin-opener-policy', 'same-origin');
    next();
  };
}
