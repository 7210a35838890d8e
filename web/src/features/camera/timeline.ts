import type { Bucket } from '../../api/history.ts';

/** A state of the timeline, the worst first. */
export const TIMELINE_STATES = ['Down', 'Degraded', 'Unknown', 'Up'] as const;

export type TimelineState = (typeof TIMELINE_STATES)[number];

/** The seconds of a bucket by state. */
export function secondsOf(bucket: Bucket): Record<TimelineState, number> {
  return {
    Down: bucket.downSeconds ?? 0,
    Degraded: bucket.degradedSeconds ?? 0,
    Unknown: bucket.unknownSeconds ?? 0,
    Up: bucket.upSeconds ?? 0,
  };
}

/** A piece of a bar, from the bottom up; shares of the whole bar from 0 to 1. */
export interface Piece {
  state: TimelineState;
  from: number;
  to: number;
}

/** What a bar of the timeline is made of; nothing where nothing is known. Short troubles stay visible. */
export function piecesOf(bucket: Bucket, least = 0.12): Piece[] {
  const seconds = secondsOf(bucket);
  const present = TIMELINE_STATES.filter((state) => seconds[state] > 0);
  const total = present.reduce((sum, state) => sum + seconds[state], 0);
  const shares = present.map((state) => Math.max(least, seconds[state] / total));
  const whole = shares.reduce((sum, share) => sum + share, 0);
  let from = 0;
  return present.map((state, index) => {
    const piece = { state, from, to: from + (shares[index] ?? 0) / whole };
    from = piece.to;
    return piece;
  });
}
