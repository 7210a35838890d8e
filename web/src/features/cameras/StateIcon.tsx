import { isKnownState } from './words.ts';
import type { CameraState } from '../../api/types.ts';

/** One outline a state, told apart without colour. Drawn in a box of 16 by 16. */
const SHAPES: Record<CameraState, string> = {
  Up: 'M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13zM5 8.2l2.2 2.2L11.2 6',
  Down: 'M2 2h12v12H2zM5.3 5.3l5.4 5.4M10.7 5.3l-5.4 5.4',
  Degraded: 'M8 1.8l6.7 12H1.3zM8 6v4M8 11.7v.6',
  Flapping: 'M1 8h2.6l2-5.4 4.4 10.8 2-5.4H15',
  Unknown: 'M5 5.4a3 3 0 1 1 4.6 2.5C8.4 8.7 8 9.3 8 10.6M8 13.2v.6',
  Maintenance: 'M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13zM6.3 5.4v5.2M9.7 5.4v5.2',
  Disabled: 'M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13zM3.4 12.6l9.2-9.2',
};

interface StateIconProps {
  state: string;
}

/** Always beside the word, so hidden from screen readers. A state of a newer server looks like Unknown. */
export function StateIcon({ state }: StateIconProps) {
  return (
    <svg className="state-icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={SHAPES[isKnownState(state) ? state : 'Unknown']} />
    </svg>
  );
}
