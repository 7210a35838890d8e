import { useSyncExternalStore } from 'react';

import { subscribeToClock } from './clock.ts';
import { useTimeSetting } from './TimeContext.ts';

/** The server's time in milliseconds since the epoch, cut down to `stepMs`: renders again when it changes. */
export function useNow(stepMs: number): number {
  const { clockOffsetMs } = useTimeSetting();
  return useSyncExternalStore(
    subscribeToClock,
    () => Math.floor((Date.now() + clockOffsetMs) / stepMs) * stepMs,
  );
}
