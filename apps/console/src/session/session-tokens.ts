import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { bearerToken, type AuthenticatedRequest } from '@salesagent/auth';
import { CLOCK, type Clock } from '@salesagent/platform';
import { cookieName, cookieOptions, CookieSeal, readCookie, SESSION_SECONDS, type Session } from './cookies';
import { refuseForeignWrite } from './csrf';
import { Issuer } from './issuer';
import { CONSOLE_URL } from './tokens';

/** A token this close to its end is renewed before it is used. */
const RENEW_SECONDS = 30;
/** Parallel requests of a page renew one session once; issuers rotate refresh tokens. */
const RENEWED_KEPT_MILLISECONDS = 30_000;

/**
 * Where a request's token is: in the `Authorization` header (command line, scripts) or in the encrypted session cookie
 * (browser), where writes must also come from our own page. Verifying it is the guard's business either way.
 */
@Injectable()
export class SessionTokens {
  private readonly renewals = new Map<string, Promise<Session | null>>();

  constructor(
    private readonly seal: CookieSeal,
    private readonly issuer: Issuer,
    @Inject(CONSOLE_URL) private readonly consoleUrl: URL,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async tokenOf(request: AuthenticatedRequest): Promise<string | null> {
    return (await bearerToken(request)) ?? this.fromCookie(request as Request);
  }

  private async fromCookie(request: Request): Promise<string | null> {
    const name = cookieName('session', this.consoleUrl);
    const session = await this.seal.open<Session>('session', readCookie(request.headers.cookie, name));
    if (!session) return null;
    refuseForeignWrite(request, this.consoleUrl);
    if (session.expiresAt - RENEW_SECONDS > this.clock.now().getTime() / 1000) return session.accessToken;
    const renewed = session.refreshToken ? await this.renew(session.refreshToken) : null;
    if (!renewed) return null;
    const cookie = await this.seal.seal('session', renewed, SESSION_SECONDS);
    request.res?.cookie(name, cookie, cookieOptions('session', this.consoleUrl));
    return renewed.accessToken;
  }

  private renew(refreshToken: string): Promise<Session | null> {
    const running = this.renewals.get(refreshToken);
    if (running) return running;
    const renewal = this.issuer.refresh(refreshToken);
    this.renewals.set(refreshToken, renewal);
    setTimeout(() => this.renewals.delete(refreshToken), RENEWED_KEPT_MILLISECONDS).unref();
    return renewal;
  }
}
