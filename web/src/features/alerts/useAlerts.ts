import { useQuery } from '@tanstack/react-query';

import { getAlerts, type Alert, type AlertList } from '../../api/alerts.ts';
import { statusOf } from '../../api/failure.ts';
import { keys } from '../../live/keys.ts';
import { useLive } from '../../live/LiveContext.ts';

/** Pause between two readings, in milliseconds: with the stream only for the chain's silence, which nothing announces. */
const POLL_MS = 10_000;
const REFRESH_MS = 60_000;

export interface Alerts {
  /** The site's API knows of alerts. */
  available: boolean;
  firing: Alert[];
  resolved: Alert[];
  chain: AlertList['chain'];
  error: Error | null;
  loading: boolean;
}

/** The site's alerts, kept current. */
export function useAlerts(): Alerts {
  const { streaming } = useLive();
  const { data, error, isPending } = useQuery({
    queryKey: keys.alerts,
    queryFn: ({ signal }) => getAlerts(signal),
    refetchInterval: ({ state }) =>
      statusOf(state.error) === 404 ? false : streaming ? REFRESH_MS : POLL_MS,
  });
  const items = data?.items ?? [];
  return {
    available: statusOf(error) !== 404,
    firing: items.filter(({ endsAt }) => endsAt === null),
    resolved: items.filter(({ endsAt }) => endsAt !== null),
    chain: data?.chain ?? null,
    error,
    loading: isPending,
  };
}
