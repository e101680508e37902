import { createContext, useContext } from 'react';
import type { Session } from '../api/generated/types.gen';

export const SessionContext = createContext<Session | null>(null);

/** Who is signed in, to which company, on which business day. Only below the sign-in gate. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession is only for pages below the sign-in gate');
  return session;
}

/** The currency the company reports in. */
export function useCurrency(): string {
  return useSession().company.currency;
}

/** The company's business day: what "today" means for ages and windows. */
export function useToday(): string {
  return useSession().clock.date;
}

/** Whose deals the lists and numbers of this reader count. */
export function useScope(): 'company' | 'team' | 'own' {
  const { can, principal } = useSession();
  if (can.seeEverything) return 'company';
  return principal.roles.includes('manager') ? 'team' : 'own';
}
