import { Module, type DynamicModule, type FactoryProvider, type ModuleMetadata } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { CONFIG, type Config } from '@salesagent/platform';
import {
  AuthGuard,
  bearerToken,
  PEOPLE_DIRECTORY,
  TOKEN_SOURCE,
  type PeopleDirectory,
  type TokenSource,
} from './auth.guard';
import { ServiceTokens } from './service-tokens';
import { TokenVerifier } from './token-verifier';

export interface AuthOptions {
  /** Modules that provide what the factories below inject. */
  imports?: ModuleMetadata['imports'];
  /** How to read people from the service's mirror, so that a manager sees their team. */
  directory?: Pick<FactoryProvider<PeopleDirectory>, 'inject' | 'useFactory'>;
  /** Where else than in the Authorization header a token may be. */
  tokenSource?: Pick<FactoryProvider<TokenSource>, 'inject' | 'useFactory'>;
}

/** Guards every HTTP route of a service, and gives it tokens for calling others. Global. */
@Module({})
export class AuthModule {
  static forService({ imports, directory, tokenSource }: AuthOptions = {}): DynamicModule {
    return {
      module: AuthModule,
      global: true,
      imports: imports ?? [],
      providers: [
        { provide: TokenVerifier, inject: [CONFIG], useFactory: ({ auth }: Config) => new TokenVerifier(auth) },
        { provide: ServiceTokens, inject: [CONFIG], useFactory: ({ auth }: Config) => new ServiceTokens(auth) },
        { provide: PEOPLE_DIRECTORY, ...(directory ?? { useFactory: () => null }) },
        { provide: TOKEN_SOURCE, ...(tokenSource ?? { useFactory: () => bearerToken }) },
        { provide: APP_GUARD, useClass: AuthGuard },
      ],
      exports: [TokenVerifier, ServiceTokens],
    };
  }
}
