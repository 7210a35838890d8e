import { getJson } from './client.ts';
import { list, nullable, number, object, text } from './shape.ts';
import type { Wire } from './wire.ts';

/** What is known of a camera over `bucketSeconds` from `at` on; `null` where nothing is. */
export type Bucket = Wire<'Bucket'>;

export type History = Wire<'History', 'from' | 'to' | 'bucketSeconds' | 'buckets'>;

const readHistory = object<History>({
  from: text,
  to: text,
  bucketSeconds: number,
  buckets: list(
    object<Bucket>({
      at: text,
      probes: nullable(number),
      failed: nullable(number),
      latencyAvgMs: nullable(number),
      latencyMinMs: nullable(number),
      latencyMaxMs: nullable(number),
      upSeconds: nullable(number),
      degradedSeconds: nullable(number),
      downSeconds: nullable(number),
      unknownSeconds: nullable(number),
    }),
  ),
});

/** A camera's past, of so many milliseconds before now. */
export function getHistory(
  camera: string,
  lengthMs: number,
  signal: AbortSignal,
): Promise<History> {
  const path = `/api/v1/cameras/${encodeURIComponent(camera)}/history`;
  // Both ends: until a "now" of the server's, a day would be longer than one, and come in hours.
  const to = Date.now();
  const ends = { from: timeOf(to - lengthMs), to: timeOf(to) };
  return getJson(`${path}?${new URLSearchParams(ends).toString()}`, readHistory, signal);
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
