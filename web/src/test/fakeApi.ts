import { vi, type Mock } from 'vitest';

import { fixtureCameras, fixtureProblem, fixtureSummary } from './site.ts';

/** Answers one request; a throw is a connection that failed. */
export type Responder = (url: URL, signal: AbortSignal) => Response | Promise<Response>;

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

/** The fixtures' site; `changes` are laid over the summary and `cameras` replace those of the fixtures. */
export function siteResponder(
  changes: object = {},
  cameras: unknown[] = fixtureCameras,
): Responder {
  return ({ pathname }) =>
    pathname === '/api/v1/summary' ? json({ ...fixtureSummary, ...changes }) : page(cameras);
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
      const url = new URL(input, window.location.href);
      urls.push(url);
      return await api.respond(url, init?.signal ?? new AbortController().signal);
    }),
  };
  vi.stubGlobal('fetch', api.fetch);
  return api;
}
