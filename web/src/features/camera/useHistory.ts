import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';

import { getHistory, type History } from '../../api/history.ts';
import { keys } from '../../live/keys.ts';
import { RANGE_MS, type Range } from './range.ts';

/** Buckets are written a minute after they end; it is of no use to look more often, in milliseconds. */
const REFRESH_MS = 60_000;

/** How the camera did over the range, kept current. */
export function useHistory(camera: string, range: Range): UseQueryResult<History> {
  return useQuery({
    queryKey: [...keys.history, camera, range],
    queryFn: ({ signal }) => getHistory(camera, RANGE_MS[range], signal),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
}
