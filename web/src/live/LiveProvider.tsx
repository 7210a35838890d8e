import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState, type ReactNode } from 'react';

import { ApiError, asApiError, type Failure } from '../api/failure.ts';
import { createBuildWatch } from './build.ts';
import { LiveContext, type LiveSite } from './LiveContext.ts';
import { createNews } from './news.ts';
import { readSite, SITE_KEY } from './site.ts';
import type { StreamState } from './stream.ts';
import { listenTogether } from './together.ts';

/** Pause between two readings while no stream tells the news, in milliseconds. */
export const POLL_INTERVAL_MS = 5_000;

/** The stream tells of changed states; ages, latencies and views are read anew in this interval, in milliseconds. */
export const REFRESH_INTERVAL_MS = 30_000;

/** However long the server asks us to stay away, the page looks again after this, in milliseconds. */
const MAX_PAUSE_MS = 30_000;

/** Pause before the site is read again, in milliseconds. */
function pauseAfter(error: Error | null, streaming: boolean): number {
  if (error === null) return streaming ? REFRESH_INTERVAL_MS : POLL_INTERVAL_MS;
  const asked = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0;
  return Math.min(Math.max(asked, POLL_INTERVAL_MS), MAX_PAUSE_MS);
}

/** The stream's state, with its messages going into the cache. */
function useStream(): StreamState {
  const client = useQueryClient();
  const [state, setState] = useState<StreamState>({ kind: 'connecting' });
  useEffect(() => {
    const stop = new AbortController();
    const watchBuild = createBuildWatch(() => {
      window.location.reload();
    });
    const news = createNews(client, watchBuild);
    void listenTogether({ onState: setState, onMessage: news.take }, stop.signal);
    return () => {
      stop.abort();
      news.stop();
    };
  }, [client]);
  return state;
}

/** Keeps the site current for everything beneath. The only place that knows how news reaches the page. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const stream = useStream();
  const streaming = stream.kind === 'open';
  const lostAt = stream.kind === 'lost' ? stream.since : null;
  const { data, error, dataUpdatedAt, refetch } = useQuery({
    queryKey: SITE_KEY,
    queryFn: ({ signal }) => readSite(signal),
    refetchInterval: ({ state }) => pauseAfter(state.error, streaming),
    refetchOnWindowFocus: 'always',
  });

  useEffect(() => {
    if (lostAt !== null) void refetch({ cancelRefetch: false });
  }, [lostAt, refetch]);

  const site = useMemo<LiveSite>(() => {
    let failure: Failure | null = error === null ? null : asApiError(error).failure;
    // Lost news is no harm once the site has been read without them.
    if (failure === null && lostAt !== null && dataUpdatedAt < lostAt) failure = { kind: 'lost' };
    return { snapshot: data ?? null, failure, streaming };
  }, [data, error, dataUpdatedAt, lostAt, streaming]);

  return <LiveContext value={site}>{children}</LiveContext>;
}
