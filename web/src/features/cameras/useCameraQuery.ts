import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

import { parseQuery, writeQuery, type CameraQuery } from './query.ts';

/** The query in the page's address, and what changes a part of it: a filtered view can be bookmarked. */
export function useCameraQuery(): [CameraQuery, (change: Partial<CameraQuery>) => void] {
  const [params, setParams] = useSearchParams();
  const query = useMemo(() => parseQuery(params), [params]);
  const change = useCallback(
    (part: Partial<CameraQuery>) => {
      // Replaced, not pushed: each letter typed is no page to go back to.
      setParams((before) => writeQuery(before, { ...parseQuery(before), ...part }), {
        replace: true,
      });
    },
    [setParams],
  );
  return [query, change];
}
