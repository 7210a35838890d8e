import { PROBE_LIMIT_MS, readStage } from './camera.ts';
import { send } from './client.ts';
import { readFacts } from './readers.ts';
import { flag, list, nullable, number, object, text } from './shape.ts';
import type { Known, Wire } from './wire.ts';

/** How far a try goes. */
export type Depth = Known<'Depth'>;

export const DEPTHS = ['Connect', 'Describe', 'Stream'] as const satisfies readonly Depth[];

/** What is tried: a URL without a login, and the depth `null` for as far as the probes of the site go. */
export type TryInput = Wire<'TryInput'>;

/** What a try found. */
export type TryResult = Wire<
  'TryAnswer',
  'ok' | 'reason' | 'message' | 'address' | 'latencyMs' | 'facts' | 'stages'
>;

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
