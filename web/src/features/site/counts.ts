import type { CameraState, Summary } from '../../api/types.ts';

const COUNTS: Record<CameraState, (summary: Summary) => number> = {
  Down: ({ down }) => down,
  Flapping: ({ flapping }) => flapping,
  Degraded: ({ degraded }) => degraded,
  Unknown: ({ unknown }) => unknown,
  Maintenance: ({ maintenance }) => maintenance,
  Up: ({ up }) => up,
  Disabled: ({ disabled }) => disabled,
};

/** How many cameras are in a state. */
export function countOf(summary: Summary, state: CameraState): number {
  return COUNTS[state](summary);
}
