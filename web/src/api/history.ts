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

/** A camera's past from `from` (RFC 3339) until now. */
export function getHistory(camera: string, from: string, signal: AbortSignal): Promise<History> {
  const path = `/api/v1/cameras/${encodeURIComponent(camera)}/history`;
  return getJson(`${path}?${new URLSearchParams({ from }).toString()}`, readHistory, signal);
}
