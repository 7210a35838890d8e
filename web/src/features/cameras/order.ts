import { CAMERA_STATES, type Camera } from '../../api/types.ts';

const RANKS = new Map<string, number>(CAMERA_STATES.map((state, rank) => [state, rank]));

/** A state that this page does not know ranks as Unknown: above what is fine, below what is known to be broken. */
const RANK_OF_STRANGERS = CAMERA_STATES.indexOf('Unknown');

function rank(camera: Camera): number {
  return RANKS.get(camera.state) ?? RANK_OF_STRANGERS;
}

/** A sorted copy: problems first, then by the name people read, numbers in it by value. */
export function problemsFirst(cameras: readonly Camera[], locale: string): Camera[] {
  const names = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });
  return cameras.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      names.compare(a.displayName, b.displayName) ||
      names.compare(a.name, b.name),
  );
}
