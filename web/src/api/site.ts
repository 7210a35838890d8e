import { getJson } from './client.ts';
import { ApiError } from './failure.ts';
import { readCamera, readPage, readSummary } from './readers.ts';
import type { Camera, Summary } from './types.ts';

/** Cameras asked for at a time: the most that the API gives. */
const PAGE_SIZE = 500;

/** More pages than this are not read: a site has at most some thousand cameras. */
export const MAX_PAGES = 20;

export interface CameraList {
  cameras: Camera[];
  /** How many cameras the server has; more than `cameras.length` when the list was cut at {@link MAX_PAGES}. */
  total: number;
}

export function getSummary(signal: AbortSignal): Promise<Summary> {
  return getJson('/api/v1/summary', readSummary, signal);
}

/** All cameras, page by page. This list counts no views. */
export async function getCameras(signal: AbortSignal): Promise<CameraList> {
  // By id: a camera added while we read can move another one to the next page.
  const byId = new Map<number, Camera>();
  const seen = new Set<string>();
  let total = 0;
  const query = new URLSearchParams({ limit: String(PAGE_SIZE) });
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const path = `/api/v1/cameras?${query.toString()}`;
    const page = await getJson(path, readPage(readCamera), signal);
    total = page.total;
    for (const camera of page.items) byId.set(camera.id, camera);
    if (page.nextCursor === null) break;
    if (seen.has(page.nextCursor)) {
      throw new ApiError({ kind: 'malformed', detail: 'nextCursor came twice' });
    }
    seen.add(page.nextCursor);
    query.set('cursor', page.nextCursor);
  }
  return { cameras: [...byId.values()], total };
}
