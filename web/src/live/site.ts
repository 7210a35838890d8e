import type { QueryClient } from '@tanstack/react-query';

import { getCameras, getSummary } from '../api/site.ts';
import type { Camera, Summary } from '../api/types.ts';

/** What the API said, all of it at one time. */
export interface Snapshot {
  summary: Summary;
  cameras: Camera[];
  /** What the server counts; more than `cameras.length` only when the list was cut. */
  total: number;
  /** The server's clock minus this computer's, in milliseconds. */
  clockOffsetMs: number;
}

export const SITE_KEY = ['site'] as const;

/** Reads summary and cameras together. */
export async function readSite(signal: AbortSignal): Promise<Snapshot> {
  const both = new AbortController();
  const either = AbortSignal.any([signal, both.signal]);
  try {
    const [summary, list] = await Promise.all([getSummary(either), getCameras(either)]);
    return { summary, ...list, clockOffsetMs: clockOffset(summary) };
  } finally {
    // Where one failed, the other is of no use any more.
    both.abort();
  }
}

function clockOffset({ generatedAt }: Summary): number {
  const serverNow = Date.parse(generatedAt);
  return Number.isNaN(serverNow) ? 0 : serverNow - Date.now();
}

function patch(client: QueryClient, change: (snapshot: Snapshot) => Snapshot): void {
  client.setQueryData<Snapshot>(SITE_KEY, (snapshot) =>
    snapshot === undefined ? snapshot : change(snapshot),
  );
}

/** Puts cameras in the place of those of the same ids, or beside them. */
export function putCameras(client: QueryClient, news: readonly Camera[]): void {
  patch(client, (snapshot) => {
    const byId = new Map(snapshot.cameras.map((camera) => [camera.id, camera]));
    for (const camera of news) byId.set(camera.id, camera);
    const grown = byId.size - snapshot.cameras.length;
    return { ...snapshot, cameras: [...byId.values()], total: snapshot.total + grown };
  });
}

/** Takes a camera out. */
export function removeCamera(client: QueryClient, id: number): void {
  patch(client, (snapshot) => {
    const cameras = snapshot.cameras.filter((camera) => camera.id !== id);
    const gone = snapshot.cameras.length - cameras.length;
    return { ...snapshot, cameras, total: snapshot.total - gone };
  });
}

/** Puts a newer summary in the place of the last. */
export function putSummary(client: QueryClient, summary: Summary): void {
  patch(client, (snapshot) => ({ ...snapshot, summary, clockOffsetMs: clockOffset(summary) }));
}

/** Cameras that serve: Degraded ones do, as in the CameraSite's own `status.cameras.summary`. */
export function servingCount({ up, degraded }: Summary): number {
  return up + degraded;
}
