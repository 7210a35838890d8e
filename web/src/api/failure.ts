import type { Problem } from './types.ts';

/** What went wrong with a request, in words that the page can translate. */
export type Failure =
  /** No answer at all: no network, refused, or the connection broke. */
  | { kind: 'unreachable' }
  /** The connection that tells the news is gone, and nothing was read since. */
  | { kind: 'lost' }
  /** No answer within the limit. */
  | { kind: 'timeout'; afterMs: number }
  /** An answer that says no; `problem` is there when the API itself said it, not a proxy before it. */
  | { kind: 'status'; status: number; problem: Problem | null }
  /** A good status with a body that is not what the contract says. */
  | { kind: 'malformed'; detail: string };

/** A failed request to the API. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly failure: Failure;
  /** What the server asked for in Retry-After, in milliseconds. */
  readonly retryAfterMs: number | null;

  constructor(failure: Failure, options: { retryAfterMs?: number | null; cause?: unknown } = {}) {
    super(`the API request failed: ${failure.kind}`, { cause: options.cause });
    this.failure = failure;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** Every error as an {@link ApiError}: one that came from elsewhere is an answer we could not handle. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new ApiError({ kind: 'malformed', detail }, { cause: error });
}

/** The status of the answer, where there was one. */
export function statusOf(error: unknown): number | null {
  return error instanceof ApiError && error.failure.kind === 'status' ? error.failure.status : null;
}
