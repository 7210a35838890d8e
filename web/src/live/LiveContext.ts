import { createContext, useContext } from 'react';

import type { Failure } from '../api/failure.ts';
import type { Snapshot } from './site.ts';

/** The site as the page knows it now. */
export interface LiveSite {
  /** The last good data, kept while the API is away; `null` before the first. */
  snapshot: Snapshot | null;
  /** Why the data is not current, `null` when it is. */
  failure: Failure | null;
  /** News comes by itself; otherwise it is fetched every few seconds. */
  streaming: boolean;
}

export type LiveStatus = 'loading' | 'live' | 'away';

export function liveStatus({ snapshot, failure }: LiveSite): LiveStatus {
  if (failure !== null) return 'away';
  return snapshot === null ? 'loading' : 'live';
}

export const LiveContext = createContext<LiveSite>({
  snapshot: null,
  failure: null,
  streaming: false,
});

export function useLive(): LiveSite {
  return useContext(LiveContext);
}
