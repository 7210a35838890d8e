import type { IncomingMessage, ServerResponse } from 'node:http';

import { answerAccounts, type MockSession } from './accounts.ts';
import { camerasSince, problem503, summaryNow, type MockCamera } from './fixtures.ts';
import { answerHistory } from './history.ts';
import { answerOperations, createOperations, type Operations } from './operations.ts';
import { answerOwned, createOwned, type Owned } from './owned.ts';
import { sendPlace } from './places.ts';
import { createMockStream, type MockStream } from './stream.ts';

/** What the mock plays. */
export type Scene =
  /** Nine cameras, some with problems. */
  | 'site'
  /** The same with the cache away: no views. */
  | 'cache-down'
  /** The same with a server that has no live stream. */
  | 'no-stream'
  /** A site without cameras. */
  | 'empty'
  /** A thousand cameras in pages. */
  | 'thousand'
  /** 503 problem+json. */
  | 'database-down'
  /** The connection is cut. */
  | 'unreachable';

export interface MockApi {
  scene: Scene;
  /** Who is signed in. */
  session: MockSession;
  stream: MockStream;
  operations: Operations;
  /** Cameras that were entered. */
  owned: Owned;
  /** Answers `/api/…` and what a web server knows of places; leaves every other request to `next`. */
  handle: (request: IncomingMessage, response: ServerResponse, next: () => void) => void;
}

/** A request as the parts of the mock see it. */
export interface MockRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  /** Of JSON; `null` without one. */
  body: Record<string, unknown> | null;
  /** The body as it came. */
  text: string;
  ifMatch: string | undefined;
}

/** Status and body; `undefined` for a route of somebody else. */
export type MockAnswer =
  { status: number; body?: unknown; headers?: Record<string, string> } | undefined;

const DEFAULT_PAGE_SIZE = 100;
const THOUSAND = 1000;

/** An API that plays {@link Scene}s from the fixtures; the scene can be changed at any time. */
export function createMockApi(): MockApi {
  const startedAt = Date.now();
  const stream = createMockStream();
  let scene: Scene = 'site';
  const api: MockApi = {
    get scene() {
      return scene;
    },
    set scene(next: Scene) {
      scene = next;
      if (next === 'unreachable' || next === 'database-down' || next === 'no-stream') stream.cut();
    },
    session: { mode: 'Local', anonymousRead: true, name: 'jane', role: 'Admin', kind: 'Password' },
    stream,
    operations: createOperations(startedAt),
    owned: createOwned(),
    handle: (request, response, next) => {
      const url = new URL(request.url ?? '/', 'http://mock');
      if (!url.pathname.startsWith('/api/')) sendPlace(url.pathname, response, next);
      else if (scene === 'unreachable') request.socket.destroy();
      else if (scene === 'database-down') send(response, 503, problem503);
      else if (url.pathname === '/api/v1/stream' && scene !== 'no-stream') {
        stream.open(request, response);
      } else {
        void readBody(request).then((text) => {
          const { pathname: path, searchParams: query } = url;
          const { method = 'GET', headers } = request;
          const json = text !== '' && headers['content-type'] === 'application/json';
          const body = json ? (JSON.parse(text) as Record<string, unknown>) : null;
          const ifMatch = headers['if-match'];
          const answer = answerOf(api, { method, path, query, body, text, ifMatch }, startedAt);
          send(response, answer.status, answer.body, answer.headers);
        });
      }
    },
  };
  return api;
}

function answerOf(api: MockApi, request: MockRequest, startedAt: number): NonNullable<MockAnswer> {
  return (
    answerAccounts(api.session, request) ??
    answerOwned(api.owned, request, camerasOf(api, startedAt)) ??
    answerSite(api, request, startedAt) ??
    answerHistory(request, startedAt) ??
    answerOperations(api.operations, request) ?? {
      status: 404,
      body: { type: '/problems/not-found', title: 'Not found', requestId: 'mock-404' },
    }
  );
}

function answerSite(api: MockApi, { path, query }: MockRequest, startedAt: number): MockAnswer {
  const cameras = camerasOf(api, startedAt);
  if (path === '/api/v1/summary') {
    return { status: 200, body: { ...summaryNow(), ...countsOf(api.scene, cameras) } };
  }
  if (path === '/api/v1/cameras') {
    const from = Number(query.get('cursor') ?? 0);
    const to = from + Number(query.get('limit') ?? DEFAULT_PAGE_SIZE);
    const nextCursor = to < cameras.length ? String(to) : null;
    const items = cameras.slice(from, to);
    return { status: 200, body: { items, nextCursor, total: cameras.length } };
  }
  const [, name] = /^\/api\/v1\/cameras\/([^/]+)$/.exec(path) ?? [];
  const camera = cameras.find((candidate) => candidate['name'] === name);
  return camera === undefined ? undefined : { status: 200, body: camera };
}

function camerasOf({ scene, owned }: MockApi, startedAt: number): MockCamera[] {
  const cameras = owned.among(camerasSince(startedAt));
  if (scene === 'empty') return [];
  if (scene === 'cache-down') return cameras.map((camera) => ({ ...camera, views: null }));
  if (scene === 'thousand') {
    return Array.from({ length: THOUSAND }, (_, index) => ({
      ...cameras[index % cameras.length],
      id: index + 1,
      name: `camera-${index + 1}`,
      displayName: `Camera ${index + 1}`,
    }));
  }
  return cameras;
}

function countsOf(scene: Scene, cameras: MockCamera[]): Record<string, number | string> {
  const count = (state: string) => cameras.filter((camera) => camera['state'] === state).length;
  return {
    total: cameras.length,
    up: count('Up'),
    degraded: count('Degraded'),
    down: count('Down'),
    unknown: count('Unknown'),
    cache: scene === 'cache-down' ? 'down' : 'ok',
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    ...headers,
    'content-type': status < 400 ? 'application/json' : 'application/problem+json',
    ...(status === 503 ? { 'retry-after': '1' } : {}),
  });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
