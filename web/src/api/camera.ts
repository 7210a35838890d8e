import { exchange, getJson, send } from './client.ts';
import { readCamera } from './readers.ts';
import { list, nullable, number, object, text } from './shape.ts';
import type { Camera } from './types.ts';
import type { Wire } from './wire.ts';

function path(name: string): string {
  return `/api/v1/cameras/${encodeURIComponent(name)}`;
}

/** One camera by id or name. Counts a view, so it is asked for once a visit of its page. */
export function viewCamera(name: string, signal: AbortSignal): Promise<Camera> {
  return getJson(path(name), readCamera, signal);
}

/** How long a probe took on one of its stages. */
export type Stage = Wire<'StageAnswer'>;

export const readStage = object<Stage>({ stage: text, durationMs: number });

/** What a probe on demand found. */
export type ProbeResult = Wire<
  'ProbeAnswer',
  'state' | 'reason' | 'message' | 'latencyMs' | 'stages' | 'at'
>;

const readProbe = object<ProbeResult>({
  state: text,
  reason: nullable(text),
  message: nullable(text),
  latencyMs: number,
  stages: list(readStage),
  at: text,
});

/** A probe climbs its whole ladder before it answers, in milliseconds. */
export const PROBE_LIMIT_MS = 60_000;

/** Probes the camera now and waits for the result. */
export function probeNow(name: string): Promise<ProbeResult> {
  return send(`${path(name)}/probe`, { method: 'POST', limitMs: PROBE_LIMIT_MS }, readProbe);
}

/** A picture of a camera. */
export interface Picture {
  image: Blob;
  /** When it was taken; `null` where the server does not say. */
  at: string | null;
}

/** The camera's last picture. Each look is written into the audit log. */
export function getPicture(name: string): Promise<Picture> {
  const signal = new AbortController().signal;
  return exchange(
    `${path(name)}/snapshot`,
    { limitMs: PROBE_LIMIT_MS },
    signal,
    async (response) => ({
      image: await response.blob(),
      at: response.headers.get('x-snapshot-at'),
    }),
  );
}
