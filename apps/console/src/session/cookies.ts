import type { CookieOptions } from 'express';
import { EncryptJWT, jwtDecrypt } from 'jose';
import { createHash } from 'node:crypto';
import type { Clock } from '@salesagent/platform';

/** What the browser keeps of a sign-in; encrypted, so that scripts, extensions and backups learn nothing from it. */
export interface Session {
  accessToken: string;
  refreshToken: string | null;
  /** Seconds since 1970 at which the access token ends. */
  expiresAt: number;
}

/** What `/auth/login` must remember until the answer of the issuer comes back. */
export interface PendingLogin {
  state: string;
  nonce: string;
  codeVerifier: string;
  returnTo: string;
}

export const SESSION_SECONDS = 12 * 3600;
export const LOGIN_SECONDS = 600;

/** Seals and opens the two cookies as JWE (dir, A256GCM) under one key of the console. */
export class CookieSeal {
  private readonly key: Uint8Array;

  constructor(
    secret: string,
    private readonly clock: Clock,
  ) {
    this.key = createHash('sha256').update(secret).digest();
  }

  async seal(kind: 'session' | 'login', value: Session | PendingLogin, seconds: number): Promise<string> {
    const now = Math.floor(this.clock.now().getTime() / 1000);
    return new EncryptJWT({ v: value })
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setIssuedAt(now)
      .setExpirationTime(now + seconds)
      .setAudience(kind)
      .encrypt(this.key);
  }

  /** Null for a cookie that is not ours, was altered, or has ended. */
  async open<T extends Session | PendingLogin>(
    kind: 'session' | 'login',
    cookie: string | undefined,
  ): Promise<T | null> {
    if (!cookie) return null;
    try {
      const { payload } = await jwtDecrypt(cookie, this.key, { audience: kind, currentDate: this.clock.now() });
      return payload['v'] as T;
    } catch {
      return null;
    }
  }
}

/** Cookies ignore ports; the port in the name keeps two stacks on one machine apart. */
export function cookieName(kind: 'session' | 'login', consoleUrl: URL): string {
  return `salesagent_${kind}_${consoleUrl.port || consoleUrl.protocol.replace(':', '')}`;
}

export function cookieOptions(kind: 'session' | 'login', consoleUrl: URL): CookieOptions {
  return {
    httpOnly: true,
    sameSite: 'lax',
    secure: consoleUrl.protocol === 'https:',
    path: kind === 'login' ? '/auth' : '/',
    maxAge: (kind === 'login' ? LOGIN_SECONDS : SESSION_SECONDS) * 1000,
  };
}

/** The value of a cookie in a `Cookie` header. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const equals = part.indexOf('=');
    if (part.slice(0, equals).trim() === name) return decodeURIComponent(part.slice(equals + 1).trim());
  }
  return undefined;
}
