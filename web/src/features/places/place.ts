import type { Camera } from '../../api/types.ts';
import { problemsFirst } from '../cameras/order.ts';

/** A camera with its place on a floor plan, in parts of the width and the height. */
export interface PlanPlace {
  camera: Camera;
  x: number;
  y: number;
}

/** A camera with its place on the map, in degrees. */
export interface MapPlace {
  camera: Camera;
  latitude: number;
  longitude: number;
}

/** Whether `value` is a number of that range. */
function within(value: number | null | undefined, least: number, most: number): value is number {
  return value !== null && value !== undefined && value >= least && value <= most;
}

/** The cameras of the plan `name`, problems first; those that would stand beside it are left out. */
export function placesOnPlan(
  cameras: readonly Camera[],
  name: string,
  locale: string,
): PlanPlace[] {
  const here = cameras.filter(({ coordinates }) => coordinates?.plan === name);
  return problemsFirst(here, locale).flatMap((camera) => {
    const { x, y } = camera.coordinates ?? {};
    return within(x, 0, 1) && within(y, 0, 1) ? [{ camera, x, y }] : [];
  });
}

/** The cameras that have a place on the earth, problems first. */
export function placesOnMap(cameras: readonly Camera[], locale: string): MapPlace[] {
  return problemsFirst(cameras, locale).flatMap((camera) => {
    const { latitude, longitude } = camera.coordinates ?? {};
    return within(latitude, -90, 90) && within(longitude, -180, 180)
      ? [{ camera, latitude, longitude }]
      : [];
  });
}
