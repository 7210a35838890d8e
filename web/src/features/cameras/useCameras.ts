import { useEffect, useState } from 'react';

import { asApiError, type ApiError } from '../../api/failure.ts';
import { getCameras, getSummary } from '../../api/site.ts';
import { usePageVisible } from '../../lib/usePageVisible.ts';
import type { LiveSite, Snapshot } from './liveSite.ts';

/** Pause between two readings, in milliseconds. */
export const POLL_INTERVAL_MS = 5_000;

/** However long the server asks us to stay away, the page looks again after this, in milliseconds. */
const MAX_PAUSE_MS = 30_000;

async function read(signal: AbortSignal): Promise<Snapshot> {
  const both = new AbortController();
  const either = AbortSignal.any([signal, both.signal]);
  try {
    const [summary, list] = await Promise.all([getSummary(either), getCameras(either)]);
    const serverNow = Date.parse(summary.generatedAt);
    const clockOffsetMs = Number.isNaN(serverNow) ? 0 : serverNow - Date.now();
    return { summary, ...list, clockOffsetMs };
  } finally {
    // Where one failed, the other is of no use any more.
    both.abort();
  }
}

function pauseAfter({ retryAfterMs }: ApiError): number {
  return Math.min(Math.max(retryAfterMs ?? 0, POLL_INTERVAL_MS), MAX_PAUSE_MS);
}

/**
 * The site, kept current. The only place that knows how news reaches the page.
 *
 * Reads at once and then again after each answer, never two at a time; stops while nobody can see the tab and reads at
 * once when someone can again.
 */
export function useCameras(): LiveSite {
  const visible = usePageVisible();
  const [site, setSite] = useState<LiveSite>({ snapshot: null, error: null });

  useEffect(() => {
    if (!visible) return undefined;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;

    const poll = async () => {
      let pause = POLL_INTERVAL_MS;
      try {
        const snapshot = await read(stop.signal);
        if (stop.signal.aborted) return;
        setSite({ snapshot, error: null });
      } catch (cause) {
        if (stop.signal.aborted) return;
        const error = asApiError(cause);
        pause = pauseAfter(error);
        setSite(({ snapshot }) => ({ snapshot, error }));
      }
      timer = setTimeout(() => void poll(), pause);
    };
    void poll();

    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [visible]);

  return site;
}
