import { Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Public } from '@salesagent/auth';
import { CONFIG, type Config } from '@salesagent/platform';
import type { SignInInfo } from '../api/session.schema';
import { ProblemError } from '../http/problem';
import {
  cookieName,
  cookieOptions,
  CookieSeal,
  LOGIN_SECONDS,
  readCookie,
  SESSION_SECONDS,
  type PendingLogin,
} from './cookies';
import { refuseForeignOrigin } from './csrf';
import { Issuer } from './issuer';
import { signInFailedPage } from './sign-in-failed';
import { CONSOLE_URL } from './tokens';

/** Signing in and out in the browser, and what the command line needs to do it by itself. */
@Public()
@Controller()
export class AuthController {
  constructor(
    private readonly seal: CookieSeal,
    private readonly issuer: Issuer,
    @Inject(CONSOLE_URL) private readonly consoleUrl: URL,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('api/sign-in')
  async signInInfo(): Promise<SignInInfo> {
    const endpoints = await this.issuer.endpoints();
    return {
      issuer: this.config.auth.issuer ?? '',
      clientId: this.config.console.cliClientId,
      scope: this.config.console.scope,
      parameters: Object.fromEntries(new URLSearchParams(this.config.auth.requestParameters)),
      audience: this.config.auth.audience,
      deviceAuthorizationEndpoint: endpoints.device,
      tokenEndpoint: endpoints.token,
    };
  }

  @Get('auth/login')
  async login(
    @Req() request: Request,
    @Res() response: Response,
    @Query('returnTo') returnTo?: unknown,
  ): Promise<void> {
    // The issuer sends the browser back to CONSOLE_URL; the cookie must be set under that name, not an alias of it.
    if (request.headers.host !== this.consoleUrl.host) {
      response.redirect(303, new URL(request.originalUrl, this.consoleUrl).href);
      return;
    }
    try {
      const { url, ...secrets } = await this.issuer.begin();
      const pending: PendingLogin = { ...secrets, returnTo: ownPath(returnTo) };
      const cookie = await this.seal.seal('login', pending, LOGIN_SECONDS);
      response.cookie(cookieName('login', this.consoleUrl), cookie, cookieOptions('login', this.consoleUrl));
      response.redirect(303, url.href);
    } catch (error) {
      failed(response, error);
    }
  }

  @Get('auth/callback')
  async callback(@Req() request: Request, @Res() response: Response): Promise<void> {
    const name = cookieName('login', this.consoleUrl);
    const pending = await this.seal.open<PendingLogin>('login', readCookie(request.headers.cookie, name));
    response.clearCookie(name, { path: '/auth' });
    if (!pending) {
      response.redirect(303, '/auth/login');
      return;
    }
    try {
      const session = await this.issuer.finish(new URL(request.originalUrl, this.consoleUrl).search, pending);
      const cookie = await this.seal.seal('session', session, SESSION_SECONDS);
      response.cookie(cookieName('session', this.consoleUrl), cookie, cookieOptions('session', this.consoleUrl));
      response.redirect(303, pending.returnTo);
    } catch (error) {
      failed(response, error);
    }
  }

  @Post('auth/logout')
  @HttpCode(303)
  async logout(@Req() request: Request, @Res() response: Response): Promise<void> {
    refuseForeignOrigin(request, this.consoleUrl);
    response.clearCookie(cookieName('session', this.consoleUrl), { path: '/' });
    // Without ending the issuer's session too, the next sign-in would silently be the same person.
    const atIssuer = await this.issuer.endSessionUrl(new URL('/', this.consoleUrl).href);
    response.redirect(303, atIssuer?.href ?? '/');
  }
}

/** Only a path of our own, never another site: `//evil.example` and `https:…` lead home instead. */
export function ownPath(returnTo: unknown): string {
  if (typeof returnTo !== 'string' || !returnTo.startsWith('/')) return '/';
  const url = new URL(returnTo, 'http://own.invalid');
  return url.host === 'own.invalid' && !url.pathname.startsWith('/auth/') ? url.pathname + url.search + url.hash : '/';
}

function failed(response: Response, error: unknown): void {
  if (!(error instanceof ProblemError)) throw error;
  response.status(error.problem.status).type('html').send(signInFailedPage(error.problem));
}
