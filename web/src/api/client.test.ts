import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { databaseDown, fakeApi, json, silent, unreachable } from '../test/fakeApi.ts';
import { getJson, REQUEST_TIMEOUT_MS } from './client.ts';
import { ApiError } from './failure.ts';
import { object, text } from './shape.ts';

const readName = object<{ name: string }>({ name: text });

function get(signal = new AbortController().signal) {
  return getJson('/api/v1/thing', readName, signal);
}

async function failureOf(request: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await request.then(
    () => {
      throw new Error('the request was expected to fail');
    },
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw new Error('expected an ApiError', { cause: error });
  return error;
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('a good answer is read', async () => {
  fakeApi(() => json({ name: 'hall', addedByANewerServer: true }));
  await expect(get()).resolves.toEqual({ name: 'hall' });
});

test('a problem of the API keeps its detail, its request id and its Retry-After', async () => {
  fakeApi(databaseDown);
  const error = await failureOf(get());
  expect(error.failure).toEqual({
    kind: 'status',
    status: 503,
    problem: {
      type: '/problems/database-unavailable',
      title: 'The database is unavailable',
      detail: 'The API waits for gare-de-lyon-postgres.',
      requestId: '01J9Z3K7',
      errors: [],
    },
  });
  expect(error.retryAfterMs).toBe(12_000);
});

test('an error page of a proxy is a status without a problem', async () => {
  fakeApi(() => new Response('<html>Bad Gateway</html>', { status: 502 }));
  const error = await failureOf(get());
  expect(error.failure).toEqual({ kind: 'status', status: 502, problem: null });
  expect(error.retryAfterMs).toBeNull();
});

test('a problem whose body is broken still tells its status', async () => {
  const headers = { 'content-type': 'application/problem+json', 'retry-after': 'soon' };
  fakeApi(() => new Response('{', { status: 500, headers }));
  const error = await failureOf(get());
  expect(error.failure).toEqual({ kind: 'status', status: 500, problem: null });
  expect(error.retryAfterMs).toBeNull();
});

test('no connection is unreachable', async () => {
  fakeApi(unreachable);
  expect((await failureOf(get())).failure).toEqual({ kind: 'unreachable' });
});

test('a connection that breaks within the body is unreachable', async () => {
  const broken = new ReadableStream({
    start: (controller) => {
      controller.error(new TypeError('network error'));
    },
  });
  fakeApi(() => new Response(broken));
  expect((await failureOf(get())).failure).toEqual({ kind: 'unreachable' });
});

test('an answer that does not come is given up at the limit', async () => {
  fakeApi(silent);
  const failure = failureOf(get());
  await vi.advanceTimersByTimeAsync(REQUEST_TIMEOUT_MS);
  expect((await failure).failure).toEqual({ kind: 'timeout', afterMs: REQUEST_TIMEOUT_MS });
});

test('a caller that stops is not told that the limit was reached', async () => {
  fakeApi(silent);
  const stop = new AbortController();
  const failure = failureOf(get(stop.signal));
  stop.abort();
  expect((await failure).failure).toEqual({ kind: 'unreachable' });
});

test('a page instead of JSON is malformed', async () => {
  fakeApi(() => new Response('<!doctype html>'));
  expect((await failureOf(get())).failure).toMatchObject({ kind: 'malformed' });
});

test('a wrong type in the answer is named with its place', async () => {
  fakeApi(() => json({ name: 7 }));
  expect((await failureOf(get())).failure).toEqual({
    kind: 'malformed',
    detail: 'name is not a string',
  });
});

test('no timer is left behind', async () => {
  fakeApi(() => json({ name: 'hall' }));
  await get();
  expect(vi.getTimerCount()).toBe(0);
});
