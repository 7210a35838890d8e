import type { IncomingMessage, ServerResponse } from 'node:http';

import { camerasSince, problem503, summaryNow } from './fixtures.ts';

/** What the mock plays. */
export type Scene =
  /** Nine cameras, some with problems. */
  | 'site'
  /** The same with the cache away: no views. */
  | 'cache-down'
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
  /** Answers `/api/…`; leaves every other request to `next`. */
  handle: (request: IncomingMessage, response: ServerResponse, next: () => void) => void;
}

const DEFAULT_PAGE_SIZE = 100;
const THOUSAND = 1000;

/** An API that plays {@link Scene}s from the fixtures; the scene can be changed at any time. */
export function createMockApi(): MockApi {
  const startedAt = Date.now();
  const api: MockApi = {
    scene: 'site',
    handle: (request, response, next) => {
      const url = new URL(request.url ?? '/', 'http://mock');
      if (!url.pathname.startsWith('/api/')) next();
      else if (api.scene === 'unreachable') request.socket.destroy();
      else if (api.scene === 'database-down') send(response, 503, problem503);
      else answer(api.scene, url, startedAt, response);
    },
  };
  return api;
}

function answer(scene: Scene, url: URL, startedAt: number, response: ServerResponse): void {
  const cameras = camerasOf(scene, startedAt);
  if (url.pathname === '/api/v1/summary') {
    send(response, 200, { ...summaryNow(), ...countsOf(scene, cameras) });
  } else if (url.pathname === '/api/v1/cameras') {
    const from = Number(url.searchParams.get('cursor') ?? 0);
    const to = from + Number(url.searchParams.get('limit') ?? DEFAULT_PAGE_SIZE);
    const nextCursor = to < cameras.length ? String(to) : null;
    send(response, 200, { items: cameras.slice(from, to), nextCursor, total: cameras.length });
  } else {
    send(response, 404, { type: '/problems/not-found', title: 'Not found', requestId: null });
  }
}

type MockCamera = ReturnType<typeof camerasSince>[number];

function camerasOf(scene: Scene, startedAt: number): MockCamera[] {
  const cameras = camerasSince(startedAt);
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

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'content-type': status === 200 ? 'application/json' : 'application/problem+json',
    ...(status === 503 ? { 'retry-after': '1' } : {}),
  });
  response.end(JSON.stringify(body));
}
