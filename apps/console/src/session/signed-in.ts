import type { Request } from 'express';
import type { Principal } from '@salesagent/auth';

/** A request that passed the guard: whom it is for, and their own token to ask other services with. */
export interface SignedInRequest extends Request {
  principal: Principal;
  accessToken: string;
}
