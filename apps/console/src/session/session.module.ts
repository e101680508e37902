import { Module } from '@nestjs/common';
import { CLOCK, CONFIG, type Clock, type Config } from '@salesagent/platform';
import { AuthController } from './auth.controller';
import { CookieSeal } from './cookies';
import { Issuer } from './issuer';
import { sessionSecret } from './session-key';
import { SessionTokens } from './session-tokens';
import { CONSOLE_URL } from './tokens';

/** Where people open the console. */
export const consoleUrlOf = (config: Config): URL =>
  new URL(config.urls.console ?? `http://127.0.0.1:${config.http.port}`);

/** Signing in by OIDC, and the session cookie that remembers it. */
@Module({
  controllers: [AuthController],
  providers: [
    {
      provide: CONSOLE_URL,
      inject: [CONFIG],
      useFactory: consoleUrlOf,
    },
    {
      provide: CookieSeal,
      inject: [CONFIG, CLOCK],
      useFactory: (config: Config, clock: Clock) =>
        new CookieSeal(sessionSecret(config.auth.sessionSecret, config.home), clock),
    },
    {
      provide: Issuer,
      inject: [CONFIG, CONSOLE_URL, CLOCK],
      useFactory: (config: Config, consoleUrl: URL, clock: Clock) =>
        new Issuer(
          {
            issuer: config.auth.issuer ?? '',
            clientId: config.console.clientId,
            clientSecret: config.console.clientSecret,
            scope: config.console.scope,
            requestParameters: config.auth.requestParameters,
            redirectUri: new URL('/auth/callback', consoleUrl).href,
          },
          clock,
        ),
    },
    SessionTokens,
  ],
  exports: [SessionTokens, CONSOLE_URL],
})
export class SessionModule {}
