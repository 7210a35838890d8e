import { useSyncExternalStore } from 'react';

import { subscribeToClock } from './clock.ts';
import { useTimeSetting } from './TimeContext.ts';

interface RelativeTimeProps {
  /** RFC 3339. */
  at: string;
}

/** How long ago something was, kept current; the exact moment is in the title and in `datetime`. */
export function RelativeTime({ at }: RelativeTimeProps) {
  const { format, clockOffsetMs } = useTimeSetting();
  const moment = format.moment(at);
  // Only a changed text renders again, so a thousand of these cost little.
  const label = useSyncExternalStore(subscribeToClock, () => {
    const atMs = Date.parse(at);
    return Number.isNaN(atMs) ? at : format.age(Date.now() + clockOffsetMs - atMs);
  });
  return (
    <time dateTime={at} title={moment}>
      {label}
    </time>
  );
}
