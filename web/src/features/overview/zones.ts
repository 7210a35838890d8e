import { CAMERA_STATES, type Camera, type CameraState } from '../../api/types.ts';

/** A zone with how many of its cameras are in which state. */
export interface Zone {
  /** Empty for cameras without one. */
  name: string;
  total: number;
  counts: Map<CameraState, number>;
}

/** The states of cameras that somebody has to look at. */
export const PROBLEM_STATES: readonly string[] = ['Down', 'Flapping', 'Degraded', 'Unknown'];

/** The zones, those with the most failed cameras first. */
export function zonesByTrouble(cameras: readonly Camera[], locale: string): Zone[] {
  const zones = new Map<string, Zone>();
  for (const { zone: name, state } of cameras) {
    const zone: Zone = zones.get(name) ?? { name, total: 0, counts: new Map() };
    const known = CAMERA_STATES.find((word) => word === state) ?? 'Unknown';
    zone.total += 1;
    zone.counts.set(known, (zone.counts.get(known) ?? 0) + 1);
    zones.set(name, zone);
  }
  const names = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });
  const worst = ({ counts }: Zone) => CAMERA_STATES.map((state) => counts.get(state) ?? 0);
  return [...zones.values()].sort((a, b) => {
    const [left, right] = [worst(a), worst(b)];
    for (let rank = 0; rank < PROBLEM_STATES.length; rank += 1) {
      const difference = (right[rank] ?? 0) - (left[rank] ?? 0);
      if (difference !== 0) return difference;
    }
    return names.compare(a.name, b.name);
  });
}
