import { Navigate } from 'react-router';

import { Login } from './Login.tsx';
import { useSession } from './SessionContext.ts';

/** For who may look without signing in, and wants to do more. */
export function LoginPage() {
  const session = useSession();
  return session.role === null ? <Login session={session} /> : <Navigate replace to="/" />;
}
