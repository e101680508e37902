import {
  ForbiddenException,
  Inject,
  Injectable,
  ServiceUnavailableException,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { PUBLIC_ROUTE } from '@salesagent/platform';
import { abilityFor, type Subject, type Verb } from './ability';
import { REQUIRED_ABILITY, REQUIRED_ROLES, type AuthenticatedRequest } from './decorators';
import { IssuerUnreachableError } from './errors';
import type { Principal, Role } from './principal';
import { withTeam, type Teammate } from './team';
import { TokenVerifier } from './token-verifier';

/** People of the company as the service's mirror knows them; used to find a manager's team. */
export interface PeopleDirectory {
  people(): Promise<Iterable<Teammate>>;
}

/** Where a request's token is; the console also looks into its session cookie. */
export type TokenSource = (request: AuthenticatedRequest) => Promise<string | null> | string | null;

export const PEOPLE_DIRECTORY = Symbol('PeopleDirectory');
export const TOKEN_SOURCE = Symbol('TokenSource');

/** The bearer token of the Authorization header. */
export const bearerToken: TokenSource = ({ headers }) => {
  const header = headers['authorization'];
  return typeof header === 'string' && /^bearer /i.test(header) ? header.slice(7).trim() : null;
};

/** Every route needs a valid token unless it is `@Public()`; `@Roles()` and `@Can()` narrow further. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly verifier: TokenVerifier,
    @Inject(TOKEN_SOURCE) private readonly tokenOf: TokenSource,
    @Inject(PEOPLE_DIRECTORY) private readonly directory: PeopleDirectory | null,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true; // messages of the bus carry no person
    const places = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC_ROUTE, places)) return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const token = await this.tokenOf(request);
    if (!token) throw new UnauthorizedException('sign in first: the request carries no token');
    const principal = await this.recognised(token);
    request.principal = principal;
    request.accessToken = token;

    const roles = this.reflector.getAllAndOverride<Role[] | undefined>(REQUIRED_ROLES, places);
    if (roles && !roles.some((role) => principal.roles.includes(role))) {
      throw new ForbiddenException(`this needs one of the roles ${roles.join(', ')}`);
    }
    const needed = this.reflector.getAllAndOverride<{ verb: Verb; subject: Subject } | undefined>(
      REQUIRED_ABILITY,
      places,
    );
    if (!needed && !roles && principal.roles.every((role) => role === 'consumer')) {
      throw new ForbiddenException('a client outside the system may not ask for this');
    }
    if (needed && !abilityFor(principal).can(needed.verb, needed.subject)) {
      throw new ForbiddenException(
        `Your role does not include this (${needed.verb} ${needed.subject}). Whoever runs sign-in for your company gives roles.`,
      );
    }
    return true;
  }

  private async recognised(token: string): Promise<Principal> {
    try {
      const principal = await this.verifier.verify(token);
      const needsTeam = this.directory && principal.personId !== null && principal.roles.includes('manager');
      return needsTeam && this.directory ? withTeam(principal, await this.directory.people()) : principal;
    } catch (error) {
      if (error instanceof IssuerUnreachableError) throw new ServiceUnavailableException(error.message);
      if (error instanceof Error && error.name === 'InvalidTokenError') throw new UnauthorizedException(error.message);
      throw error;
    }
  }
}
