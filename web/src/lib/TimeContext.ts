import { createContext, useContext } from 'react';

import { createTimeFormat, type TimeFormat } from './time.ts';

/** How times are shown on this page. */
export interface TimeSetting {
  format: TimeFormat;
  /** The server's clock minus this computer's, in milliseconds: ages are right on a computer whose clock is not. */
  clockOffsetMs: number;
}

export const TimeContext = createContext<TimeSetting>({
  format: createTimeFormat('en', '', 'just now'),
  clockOffsetMs: 0,
});

export function useTimeSetting(): TimeSetting {
  return useContext(TimeContext);
}
