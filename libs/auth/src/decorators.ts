import { createParamDecorator, SetMetadata, type CustomDecorator, type ExecutionContext } from '@nestjs/common';
import type { Subject, Verb } from './ability';
import type { Principal, Role } from './principal';

export const REQUIRED_ROLES = 'salesagent:roles';
export const REQUIRED_ABILITY = 'salesagent:ability';

/** A request after the guard: it carries who it is for, and the token to pass on to other services. */
export interface AuthenticatedRequest {
  headers: Record<string, string | string[] | undefined>;
  principal?: Principal;
  accessToken?: string;
}

/** Any of these roles is enough. */
export const Roles = (...roles: Role[]): CustomDecorator => SetMetadata(REQUIRED_ROLES, roles);

/** The role-based ability that a handler needs. */
export const Can = (verb: Verb, subject: Subject): CustomDecorator => SetMetadata(REQUIRED_ABILITY, { verb, subject });

/** The principal of the request. */
export const CurrentPrincipal = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (!principal) throw new Error('CurrentPrincipal is used on a route without the sign-in guard');
  return principal;
});

/** The token of the request, to call another service on behalf of the same person. */
export const AccessToken = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  return context.switchToHttp().getRequest<AuthenticatedRequest>().accessToken ?? '';
});
