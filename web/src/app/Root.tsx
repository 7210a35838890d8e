import { Outlet } from 'react-router';

import { SessionGate } from '../features/session/SessionGate.tsx';
import { LiveProvider } from '../live/LiveProvider.tsx';

/** Everything that has to know who looks, and what the site is. */
export function Root() {
  return (
    <SessionGate>
      <LiveProvider>
        <Outlet />
      </LiveProvider>
    </SessionGate>
  );
}
