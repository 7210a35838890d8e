/** The shapes that many pages read. Times are RFC 3339 in UTC. */

import type { Known, Wire } from './wire.ts';

export type { Word } from './wire.ts';

export const CAMERA_STATES = [
  'Down',
  'Flapping',
  'Degraded',
  'Unknown',
  'Maintenance',
  'Up',
  'Disabled',
] as const satisfies readonly Known<'CameraState'>[];

/** The states this build knows, problems first. */
export type CameraState = Known<'CameraState'>;

/** What a probe learnt about the stream; `null` where the camera did not say. */
export type CameraFacts = Wire<'Facts'>;

/** A camera; `views` is `null` while the cache that counts them is away. */
export type Camera = Wire<
  'Camera',
  | 'id'
  | 'name'
  | 'displayName'
  | 'zone'
  | 'tags'
  | 'priority'
  | 'address'
  | 'url'
  | 'location'
  | 'origin'
  | 'enabled'
  | 'state'
  | 'reason'
  | 'message'
  | 'since'
  | 'lastProbeAt'
  | 'latencyMs'
  | 'facts'
  | 'maintenance'
  | 'views'
  | 'version'
> & { coordinates: Coordinates | null };

/** Where a camera is drawn: on a floor plan, or on a map. What is not given, or cannot be read, is `null`. */
export interface Coordinates {
  /** Name of the floor plan. */
  plan: string | null;
  /** Part of the plan's width from its left edge. */
  x: number | null;
  /** Part of the plan's height from its upper edge. */
  y: number | null;
  /** Degrees north. */
  latitude: number | null;
  /** Degrees east. */
  longitude: number | null;
}

/** The site and how many of its cameras are in which state; the time zone is empty where the site gives none. */
export type Summary = Wire<'Summary'>;

/** One page of a list. */
export interface Page<Item> {
  items: Item[];
  /** `null` on the last page. */
  nextCursor: string | null;
  /** How many items all pages have together. */
  total: number;
}

/** An error body, RFC 9457; proxies before the server leave some of it out. */
export type Problem = Wire<'Problem', 'type' | 'title'> & {
  detail: string | null;
  /** Finds the request in the server's log. */
  requestId: string | null;
  /** The fields that cannot be used. */
  errors: Invalid[];
};

/** A field that cannot be used, by its JSON pointer (RFC 6901). */
export type Invalid = Wire<'Invalid', 'pointer' | 'detail'>;
