import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { asApiError } from '../../api/failure.ts';
import { getSession } from '../../api/session.ts';
import { keys } from '../../live/keys.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { AwayBanner } from '../site/AwayBanner.tsx';
import { Login } from './Login.tsx';
import { SessionContext } from './SessionContext.ts';
import { Skeleton } from '../../ui/Skeleton.tsx';

/** Pause between two tries to learn who looks, in milliseconds. */
const RETRY_MS = 5_000;

/** Lets in who may read, and asks everybody else to sign in. */
export function SessionGate({ children }: { children: ReactNode }) {
  const { t } = useI18n();
  const { data, error } = useQuery({
    queryKey: keys.session,
    queryFn: ({ signal }) => getSession(signal),
    staleTime: Infinity,
    refetchInterval: ({ state }) =>
      state.error === null ? false : Math.max(asApiError(state.error).retryAfterMs ?? 0, RETRY_MS),
  });
  if (data !== undefined) {
    const admitted = data.role !== null || data.anonymousRead || data.mode === 'None';
    return (
      <SessionContext value={data}>{admitted ? children : <Login session={data} />}</SessionContext>
    );
  }
  if (error !== null) {
    return (
      <main className="shell-page">
        <h1>{t.product}</h1>
        <AwayBanner failure={asApiError(error).failure} dataFrom={null} />
      </main>
    );
  }
  return <Skeleton />;
}
