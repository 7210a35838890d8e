import { PROBE_LIMIT_MS, readStage, type Stage } from './camera.ts';
import { send } from './client.ts';
import { readFacts } from './readers.ts';
import { flag, list, nullable, number, object, text } from './shape.ts';
import type { CameraFacts } from './types.ts';

export const DEPTHS = ['Connect', 'Describe', 'Stream'] as const;

/** How far a try goes. */
export type Depth = (typeof DEPTHS)[number];

/** What is tried. */
export interface TryInput {
  /** Without a login. */
  url: string;
  /** `null` where it needs none. */
  username: string | null;
  password: string | null;
  /** `null` for as far as the site's probes go. */
  depth: Depth | null;
}

/** What a try found. */
export interface TryResult {
  /** Whether all was well. */
  ok: boolean;
  reason: string | null;
  message: string | null;
  /** The address that was connected to; `null` where the name has none. */
  address: string | null;
  latencyMs: number;
  facts: CameraFacts | null;
  stages: Stage[];
}

const readTry = object<TryResult>({
  ok: flag,
  reason: nullable(text),
  message: nullable(text),
  address: nullable(text),
  latencyMs: number,
  facts: nullable(readFacts),
  stages: list(readStage),
});

/** Probes a camera that need not be in the inventory. Nothing of it is kept. */
export function tryCamera(input: TryInput): Promise<TryResult> {
  return send('/api/v1/try', { method: 'POST', body: input, limitMs: PROBE_LIMIT_MS }, readTry);
}
