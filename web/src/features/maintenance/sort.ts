import type { MaintenanceWindow } from '../../api/maintenance.ts';

interface Sorted {
  active: MaintenanceWindow[];
  /** To come, the next one first; those that come again, too. */
  planned: MaintenanceWindow[];
  /** The last one first. */
  past: MaintenanceWindow[];
}

/** @param now in milliseconds since the epoch */
export function sortWindows(windows: readonly MaintenanceWindow[], now: number): Sorted {
  const active: MaintenanceWindow[] = [];
  const planned: MaintenanceWindow[] = [];
  const past: MaintenanceWindow[] = [];
  for (const window of windows) {
    const over = window.endsAt !== null && Date.parse(window.endsAt) <= now;
    if (over) past.push(window);
    else if (window.activeUntil !== null && Date.parse(window.activeUntil) > now)
      active.push(window);
    else planned.push(window);
  }
  planned.sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt));
  past.sort((a, b) => Date.parse(b.startsAt) - Date.parse(a.startsAt));
  return { active, planned, past };
}
