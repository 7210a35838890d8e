import type { WindowInput } from '../../api/maintenance.ts';
import { instantOf, zoneName } from '../../lib/zone.ts';

/** How often a window comes again. */
export const REPEATS = ['never', 'daily', 'weekly'] as const;

export type Repeat = (typeof REPEATS)[number];

/** A window as the form has it. */
export interface Plan {
  scope: 'Site' | 'Zone' | 'Camera';
  zone: string;
  camera: string;
  reason: string;
  /** As the field of a form has it, `2026-11-20T22:30`, on the clocks of the site. */
  start: string;
  minutes: number;
  repeat: Repeat;
}

const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const;

/** What is sent for a plan. A time of day that the site's clocks skip is that much later. */
export function inputOf(plan: Plan, timeZone: string): WindowInput {
  const { scope, zone, camera, reason, start, minutes, repeat } = plan;
  const startsAt = instantOf(start, timeZone);
  const [, hour = '0', minute = '0'] = /T(\d\d):(\d\d)/.exec(start) ?? [];
  const day = DAYS[new Date(`${start.slice(0, 10)}T00:00:00Z`).getUTCDay()] ?? '*';
  const weekday = repeat === 'weekly' ? day : '*';
  const again = repeat !== 'never';
  return {
    scope,
    zone: scope === 'Zone' ? zone : null,
    camera: scope === 'Camera' ? camera : null,
    reason: reason.trim(),
    startsAt: new Date(startsAt).toISOString(),
    endsAt: again ? null : new Date(startsAt + minutes * 60_000).toISOString(),
    recurrence: again
      ? {
          cron: `${Number(minute)} ${Number(hour)} * * ${weekday}`,
          timeZone: zoneName(timeZone),
          durationSeconds: minutes * 60,
        }
      : null,
  };
}
