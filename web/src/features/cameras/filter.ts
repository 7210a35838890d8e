import type { Camera } from '../../api/types.ts';
import type { Dictionary } from '../../i18n/dictionary.ts';
import { fold } from '../../lib/text.ts';
import { stateLabel } from './words.ts';

function haystack(camera: Camera, t: Dictionary): string {
  const words = [
    camera.name,
    camera.displayName,
    camera.zone,
    camera.address,
    camera.location ?? '',
    camera.state,
    stateLabel(camera.state, t),
    camera.reason ?? '',
    ...camera.tags,
  ];
  return fold(words.join('\n'));
}

/** The cameras in which every word of `query` occurs somewhere, case and accents aside; all for an empty query. */
export function matching(cameras: readonly Camera[], query: string, t: Dictionary): Camera[] {
  const words = fold(query)
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return [...cameras];
  return cameras.filter((camera) => {
    const text = haystack(camera, t);
    return words.every((word) => text.includes(word));
  });
}
