import type { CameraEvent } from '../../api/events.ts';
import type { Camera } from '../../api/types.ts';

const HOUR_MS = 3_600_000;

/** How many cameras were down from `at` (milliseconds since the epoch) on. */
export interface DownPoint {
  at: number;
  down: number;
}

/**
 * How long each camera was down the last time, in milliseconds.
 *
 * @param events newest first
 */
export function lastOutages(events: readonly CameraEvent[]): Map<number, number> {
  const outages = new Map<number, number>();
  for (const { camera, from, previousDurationMs } of events) {
    if (from === 'Down' && previousDurationMs !== null && !outages.has(camera.id)) {
      outages.set(camera.id, previousDurationMs);
    }
  }
  return outages;
}

/** How many cameras went down and came back within the last hour. */
export function lastHour(
  events: readonly CameraEvent[],
  now: number,
): { failed: number; recovered: number } {
  const recent = events.filter(
    ({ kind, at }) => kind === 'State' && Date.parse(at) > now - HOUR_MS,
  );
  return {
    failed: recent.filter(({ to }) => to === 'Down').length,
    recovered: recent.filter(({ from, to }) => from === 'Down' && to !== 'Down').length,
  };
}

/**
 * The events of the cameras that count now. What was said of one in maintenance, disabled or removed does not end in the
 * number of those down now, from which {@link downOverTime} reckons back.
 */
export function countedEvents(
  events: readonly CameraEvent[],
  cameras: readonly Camera[],
): CameraEvent[] {
  const counted = cameras.filter(({ state }) => state !== 'Maintenance' && state !== 'Disabled');
  const ids = new Set(counted.map(({ id }) => id));
  return events.filter(({ camera }) => ids.has(camera.id));
}

/**
 * How many cameras were down over the last `hours`, oldest first: reckoned back from now.
 *
 * @param events newest first
 * @param downNow how many are down now
 * @param complete whether `events` reach back far enough by being all there are; otherwise the line begins at the oldest
 */
export function downOverTime(
  events: readonly CameraEvent[],
  downNow: number,
  { now, hours, complete }: { now: number; hours: number; complete: boolean },
): DownPoint[] {
  const from = now - hours * HOUR_MS;
  const points: DownPoint[] = [{ at: now, down: downNow }];
  let down = downNow;
  let reached = now;
  for (const event of events) {
    if (event.kind !== 'State' || (event.from === 'Down') === (event.to === 'Down')) continue;
    const at = Date.parse(event.at);
    if (at < from) {
      reached = from;
      break;
    }
    points.push({ at, down });
    down = Math.max(0, down + (event.to === 'Down' ? -1 : 1));
    reached = at;
  }
  points.push({ at: complete ? from : Math.max(from, reached), down });
  return points.reverse();
}
