import { getJson } from './client.ts';
import { readPage } from './readers.ts';
import { nullable, number, object, text } from './shape.ts';
import type { Page } from './types.ts';
import type { Wire } from './wire.ts';

/** Something that happened to a camera. */
export type CameraEvent = Wire<
  'Event',
  | 'seq'
  | 'kind'
  | 'camera'
  | 'at'
  | 'since'
  | 'from'
  | 'to'
  | 'reason'
  | 'message'
  | 'previousDurationMs'
>;

export const readEvent = object<CameraEvent>({
  seq: number,
  kind: text,
  camera: object<CameraEvent['camera']>({ id: number, name: text }),
  at: text,
  since: text,
  from: text,
  to: text,
  reason: nullable(text),
  message: nullable(text),
  previousDurationMs: nullable(number),
});

/** The most events that are asked for at a time. */
const PAGE_SIZE = 500;

/** The newest events, those of one camera where `camera` is given. */
export function getEvents(
  signal: AbortSignal,
  { camera, limit = PAGE_SIZE }: { camera?: string; limit?: number } = {},
): Promise<Page<CameraEvent>> {
  const query = new URLSearchParams({ limit: String(limit) });
  if (camera !== undefined) query.set('camera', camera);
  return getJson(`/api/v1/events?${query.toString()}`, readPage(readEvent), signal);
}
