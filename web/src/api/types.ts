/** The HTTP API's shapes as the server sends them, as far as this page reads them. Times are RFC 3339 in UTC. */

export const CAMERA_STATES = [
  'Down',
  'Flapping',
  'Degraded',
  'Unknown',
  'Maintenance',
  'Up',
  'Disabled',
] as const;

/** The states this build knows, problems first. */
export type CameraState = (typeof CAMERA_STATES)[number];

/**
 * A word from the server: one of `Known`, or one that a newer server has and this page does not.
 * The page shows such a word as it came instead of failing.
 */
export type Word<Known extends string> = Known | (string & Record<never, never>);

/** What a probe learnt about the stream; `null` where the camera did not say. */
export interface CameraFacts {
  codec: string | null;
  /** Pixels. */
  width: number | null;
  /** Pixels. */
  height: number | null;
  fps: number | null;
  bitrateBps: number | null;
  /** The server's own name for itself. */
  server: string | null;
  /** The camera's clock minus the prober's, in milliseconds. */
  clockOffsetMs: number | null;
  make: string | null;
  model: string | null;
  firmware: string | null;
  serial: string | null;
  certificateExpiresAt: string | null;
}

export interface Camera {
  id: number;
  name: string;
  displayName: string;
  /** Empty where the camera has none. */
  zone: string;
  tags: string[];
  priority: Word<'Normal' | 'Critical'>;
  address: string;
  /** Without a password: names in it are filled in by the prober. */
  url: string;
  location: string | null;
  origin: Word<'Declared' | 'Api'>;
  enabled: boolean;
  state: Word<CameraState>;
  reason: string | null;
  message: string | null;
  /** When the shown state began; `null` before the first probe. */
  since: string | null;
  lastProbeAt: string | null;
  latencyMs: number | null;
  facts: CameraFacts | null;
  /** The window that the camera is in. */
  maintenance: { id: number; until: string } | null;
  /** `null` while the cache that counts them is away. */
  views: number | null;
}

export type DependencyState = 'ok' | 'down' | 'disabled';

export interface Summary {
  site: string;
  city: string;
  /** IANA name, empty where the site gives none. */
  timeZone: string;
  total: number;
  up: number;
  degraded: number;
  down: number;
  flapping: number;
  unknown: number;
  maintenance: number;
  disabled: number;
  gateway: Word<'Up' | 'Down' | 'None'>;
  probers: { want: number; live: number };
  database: Word<DependencyState>;
  cache: Word<DependencyState>;
  generatedAt: string;
}

/** One page of a list. */
export interface Page<Item> {
  items: Item[];
  /** `null` on the last page. */
  nextCursor: string | null;
  /** How many items all pages have together. */
  total: number;
}

/** An error body, RFC 9457. */
export interface Problem {
  /** `/problems/<slug>`. */
  type: string;
  title: string;
  detail: string | null;
  /** Finds the request in the server's log. */
  requestId: string | null;
  /** The fields that cannot be used. */
  errors: Invalid[];
}

/** A field that cannot be used. */
export interface Invalid {
  /** JSON pointer, RFC 6901. */
  pointer: string;
  detail: string;
}
