import { vi, type Mock } from 'vitest';

import { fixtureCameras, fixtureProblem, fixtureSummary } from './site.ts';

const ORIGIN = 'http://site.test';

/** Answers one request; a throw is a connection that failed. */
export type Responder = (
  url: URL,
  signal: AbortSignal,
  init: RequestInit,
) => Response | Promise<Response>;

export function json(
  body: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

export function page(items: unknown[], nextCursor: string | null = null, total = items.length) {
  return json({ items, nextCursor, total });
}

/** Somebody who may do everything. */
export const fixtureSession = {
  mode: 'Local',
  anonymousRead: false,
  name: 'jane',
  role: 'Admin',
  session: 'Password',
};

export function notFound(): Response {
  const body = { type: '/problems/not-found', title: 'Not found', requestId: '01NOTFOUND' };
  return json(body, { status: 404, headers: { 'content-type': 'application/problem+json' } });
}

/**
 * The fixtures' site without a stream; `changes` are laid over the summary, `cameras` replace those of the fixtures,
 * and `others` answers by path before everything else.
 */
export function siteResponder(
  changes: object = {},
  cameras: unknown[] = fixtureCameras,
  others: Record<string, Responder> = {},
): Responder {
  return (url, signal, init) => {
    const other = others[url.pathname];
    if (other !== undefined) return other(url, signal, init);
    switch (url.pathname) {
      case '/api/v1/session':
        return json(fixtureSession);
      case '/api/v1/summary':
        return json({ ...fixtureSummary, ...changes });
      case '/api/v1/cameras':
        return page(cameras);
      case '/api/v1/events':
      case '/api/v1/maintenance':
      case '/api/v1/notes':
        return page([]);
      default:
        return notFound();
    }
  };
}

export const unreachable: Responder = () => {
  throw new TypeError('Failed to fetch');
};

export const databaseDown: Responder = () =>
  json(fixtureProblem, {
    status: 503,
    headers: { 'content-type': 'application/problem+json', 'retry-after': '12' },
  });

/** Rejects as fetch does when its signal is aborted, and never answers before. */
export const silent: Responder = (_url, signal) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(new DOMException('aborted', 'AbortError'));
    });
  });

export interface FakeApi {
  /** Answers from now on. */
  respond: Responder;
  fetch: Mock<typeof fetch>;
  /** Path and query of each request so far. */
  requests: () => string[];
}

/** Puts an API in the place of `fetch` until the test ends. */
export function fakeApi(respond: Responder): FakeApi {
  const urls: URL[] = [];
  const api: FakeApi = {
    respond,
    requests: () => urls.map((url) => url.pathname + url.search),
    fetch: vi.fn<typeof fetch>(async (input, init) => {
      if (typeof input !== 'string') throw new Error('the page is expected to fetch by path');
      const url = new URL(input, ORIGIN);
      urls.push(url);
      return await api.respond(url, init?.signal ?? new AbortController().signal, init ?? {});
    }),
  };
  vi.stubGlobal('fetch', api.fetch);
  return api;
}
