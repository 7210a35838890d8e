import { createContext, useContext } from 'react';

import { ROLES, type Role, type Session } from '../../api/session.ts';

export const SessionContext = createContext<Session | null>(null);

/** Who looks at the page. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession is used outside SessionContext');
  return session;
}

/** Whether whoever has `session` may do what takes `role`; a role of a newer server may nothing. */
export function may(session: Session, role: Role): boolean {
  const held = ROLES.findIndex((known) => known === session.role);
  return held >= ROLES.indexOf(role);
}

/** Whether the reader may do what takes `role`. What one may not do is not shown. */
export function useMay(role: Role): boolean {
  return may(useSession(), role);
}
