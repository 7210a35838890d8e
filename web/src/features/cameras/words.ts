import { CAMERA_STATES, type Camera, type CameraState, type Summary } from '../../api/types.ts';
import type { Dictionary } from '../../i18n/dictionary.ts';
import { formatNumber } from '../../lib/number.ts';

export function isKnownState(state: string): state is CameraState {
  return (CAMERA_STATES as readonly string[]).includes(state);
}

/** The address of a camera's page. */
export function cameraPath(name: string): string {
  return `/cameras/${encodeURIComponent(name)}`;
}

/** The state in the reader's language; a word of a newer server as it came. */
export function stateLabel(state: string, t: Dictionary): string {
  return isKnownState(state) ? t.states[state] : state;
}

/** Why the camera is in its state, in the reader's language as far as the reason is known; `null` when nothing is said. */
export function whyLabel({ reason, message }: Camera, t: Dictionary): string | null {
  return (reason === null ? undefined : t.reasons[reason]?.means) ?? message ?? reason;
}

/** The number of views, or why there is none. */
export function viewsLabel(
  views: number | null,
  cache: Summary['cache'],
  t: Dictionary,
  locale: string,
): string {
  if (views !== null) return formatNumber(views, locale);
  return cache === 'disabled' ? t.cameras.viewsDisabled : t.cameras.viewsCacheDown;
}

/** Whole milliseconds; `null` when no probe got an answer. */
export function latencyLabel(latencyMs: number | null, locale: string): string | null {
  if (latencyMs === null) return null;
  return `${formatNumber(Math.round(latencyMs), locale)}\u00a0ms`;
}

/** `H264 640×360`, or what is known of it; `null` when nothing is. */
export function factsLabel({ facts }: Camera): string | null {
  if (facts === null) return null;
  const size =
    facts.width !== null && facts.height !== null ? `${facts.width}×${facts.height}` : null;
  const parts = [facts.codec, size].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(' ');
}
