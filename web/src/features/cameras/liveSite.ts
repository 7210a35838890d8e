import type { ApiError } from '../../api/failure.ts';
import type { Camera, Summary } from '../../api/types.ts';

/** What the API said, all of it at one time. */
export interface Snapshot {
  summary: Summary;
  cameras: Camera[];
  /** What the server counts; more than `cameras.length` only when the list was cut. */
  total: number;
  /** The server's clock minus this computer's, in milliseconds. */
  clockOffsetMs: number;
}

/** The site as the page knows it now. */
export interface LiveSite {
  /** The last good data, kept while the API is away; `null` before the first. */
  snapshot: Snapshot | null;
  /** Why the latest attempt failed, `null` when it did not. */
  error: ApiError | null;
}

export type LiveStatus = 'loading' | 'live' | 'away';

export function liveStatus({ snapshot, error }: LiveSite): LiveStatus {
  if (error !== null) return 'away';
  return snapshot === null ? 'loading' : 'live';
}

/** Cameras that serve: Degraded ones do, as in the CameraSite's own `status.cameras.summary`. */
export function servingCount({ up, degraded }: Summary): number {
  return up + degraded;
}
