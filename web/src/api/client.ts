import { ApiError, type Failure } from './failure.ts';
import { readProblem } from './readers.ts';
import type { Reader } from './shape.ts';
import type { Problem } from './types.ts';

/** How long the page waits for one answer, in milliseconds. */
export const REQUEST_TIMEOUT_MS = 10_000;

/** What is sent beside method and path. */
interface Sending {
  method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, in the place of `body`. */
  csv?: string;
  /** The version of the object that is changed, for `If-Match`. */
  version?: number;
  /** How long to wait for the answer, in milliseconds; {@link REQUEST_TIMEOUT_MS} when absent. */
  limitMs?: number;
}

/**
 * GETs `path` and reads the JSON answer.
 *
 * @throws ApiError for everything that can go wrong, also when `signal` is aborted (the caller knows that it did).
 */
export async function getJson<T>(path: string, read: Reader<T>, signal: AbortSignal): Promise<T> {
  return await exchange(path, {}, signal, (response) => readBody(response, read));
}

/**
 * Sends a change and reads the JSON answer.
 *
 * @throws ApiError as {@link getJson}.
 */
export async function send<T>(path: string, sending: Sending, read: Reader<T>): Promise<T> {
  const signal = new AbortController().signal;
  return await exchange(path, sending, signal, (response) => readBody(response, read));
}

/** Sends a change whose answer has no body. */
export async function command(path: string, sending: Sending): Promise<void> {
  await exchange(path, sending, new AbortController().signal, () => Promise.resolve());
}

/** One request with its time limit; `finish` reads an answer that is not an error. */
export async function exchange<T>(
  path: string,
  { method, body, csv, version, limitMs = REQUEST_TIMEOUT_MS }: Sending,
  signal: AbortSignal,
  finish: (response: Response) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => {
    limit.abort();
  }, limitMs);
  try {
    const response = await fetch(path, {
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(csv === undefined ? {} : { 'content-type': 'text/csv' }),
        ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
      },
      cache: 'no-store',
      signal: AbortSignal.any([signal, limit.signal]),
      ...(method === undefined ? {} : { method }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(csv === undefined ? {} : { body: csv }),
    });
    return response.ok ? await finish(response) : await refuse(response);
  } catch (error) {
    if (error instanceof ApiError) throw error;
    const failure: Failure = limit.signal.aborted
      ? { kind: 'timeout', afterMs: limitMs }
      : { kind: 'unreachable' };
    throw new ApiError(failure, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** Reads the JSON of an answer. */
export async function readBody<T>(response: Response, read: Reader<T>): Promise<T> {
  // A connection that breaks half-way rejects here, which is "unreachable" and not "malformed".
  const body = await response.text();
  try {
    return read(JSON.parse(body), '');
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new ApiError({ kind: 'malformed', detail }, { cause: error });
  }
}

/** Throws what an answer with an error status says. */
export async function refuse(response: Response): Promise<never> {
  const problem = await readProblemBody(response);
  throw new ApiError(
    { kind: 'status', status: response.status, problem },
    { retryAfterMs: retryAfterMs(response.headers.get('retry-after')) },
  );
}

async function readProblemBody(response: Response): Promise<Problem | null> {
  const type = response.headers.get('content-type') ?? '';
  if (!type.startsWith('application/problem+json')) return null;
  try {
    return readProblem(await response.json(), '');
  } catch {
    // The status says enough; a broken error body must not hide it.
    return null;
  }
}

/** Retry-After in seconds (RFC 9110 §10.2.3); the date form is not used by our API and is left alone. */
function retryAfterMs(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) * 1000 : null;
}
