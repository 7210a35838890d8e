import { useQuery, type UseQueryResult } from '@tanstack/react-query';

import { getEvents, type CameraEvent } from '../../api/events.ts';
import type { Page } from '../../api/types.ts';
import { keys } from '../../live/keys.ts';
import { useLive } from '../../live/LiveContext.ts';

/** Pause between two readings while no stream tells of new events, in milliseconds. */
const POLL_MS = 15_000;

/** The site's newest events, kept current. */
export function useEvents(): UseQueryResult<Page<CameraEvent>> {
  const { streaming } = useLive();
  return useQuery({
    queryKey: [...keys.events, 'site'],
    queryFn: ({ signal }) => getEvents(signal),
    refetchInterval: streaming ? false : POLL_MS,
  });
}
