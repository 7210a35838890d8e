import { readCamera, readSummary } from '../api/readers.ts';
import type { Camera, Summary } from '../api/types.ts';
import { list } from '../api/shape.ts';
import cameras from './fixtures/cameras.json';
import problem from './fixtures/problem-503.json';
import summary from './fixtures/summary.json';

/** When the fixtures were made. */
export const FIXTURE_TIME = new Date(summary.generatedAt);

export const fixtureSummary: Summary = readSummary(summary, '');

/** The nine cameras as the server sends them, keys that the page does not read included. */
export const fixtureCameras: Camera[] = list(readCamera)(cameras, '');

export const fixtureProblem: unknown = problem;

/** The first camera of the fixtures with some fields changed. */
export function cameraWith(changes: Partial<Camera>): Camera {
  const [first] = fixtureCameras;
  if (first === undefined) throw new Error('the fixtures have no camera');
  return { ...first, ...changes };
}
