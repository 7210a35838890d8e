import { getJson } from './client.ts';
import { readPage } from './readers.ts';
import { nullable, number, object, text } from './shape.ts';
import type { Page, Word } from './types.ts';

/** Something that happened to a camera. */
export interface CameraEvent {
  seq: number;
  kind: Word<'State' | 'Verdict' | 'Replaced' | 'Firmware' | 'Resolution'>;
  camera: { id: number; name: string };
  /** When it was decided. */
  at: string;
  /** When it began: of a failure, the first failed probe. */
  since: string;
  from: string;
  to: string;
  reason: string | null;
  message: string | null;
  /** How long the state before lasted. */
  previousDurationMs: number | null;
}

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
