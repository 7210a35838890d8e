import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { cameraWith, fixtureCameras, fixtureSummary } from '../test/site.ts';
import { keys } from './keys.ts';
import { createNews, type News } from './news.ts';
import { SITE_KEY, type Snapshot } from './site.ts';

/** Longer than anything is collected. */
const LONG_MS = 10_000;

let client: QueryClient;
let news: News;
const onBuild = vi.fn<(build: string) => void>();

beforeEach(() => {
  vi.useFakeTimers();
  onBuild.mockClear();
  client = new QueryClient();
  client.setQueryData<Snapshot>(SITE_KEY, {
    summary: fixtureSummary,
    cameras: fixtureCameras,
    total: fixtureCameras.length,
    clockOffsetMs: 0,
  });
  for (const key of [keys.alerts, keys.events, keys.maintenance]) client.setQueryData(key, []);
  news = createNews(client, onBuild);
});

afterEach(() => {
  news.stop();
  client.clear();
  vi.useRealTimers();
});

function tell(event: string, data: unknown): void {
  news.take({ event, data: JSON.stringify(data) });
}

function site(): Snapshot {
  const snapshot = client.getQueryData<Snapshot>(SITE_KEY);
  if (snapshot === undefined) throw new Error('the site was expected to be there');
  return snapshot;
}

/** The names of what is to be read anew. */
function stale(): string[] {
  return client
    .getQueryCache()
    .getAll()
    .filter(({ state }) => state.isInvalidated)
    .map(({ queryKey }) => String(queryKey[0]))
    .sort();
}

test('changed cameras are drawn together, the last news of each', async () => {
  const drawn = vi.fn();
  const stop = client.getQueryCache().subscribe(({ type }) => {
    if (type === 'updated') drawn();
  });
  const { id, name } = cameraWith({});
  tell('camera', cameraWith({ state: 'Down' }));
  tell('camera', cameraWith({ state: 'Degraded' }));
  tell('camera', cameraWith({ id: 1_000, name: 'new' }));
  expect(drawn).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(200);
  stop();

  expect(drawn).toHaveBeenCalledTimes(1);
  expect(site().cameras.find((camera) => camera.id === id)).toMatchObject({
    name,
    state: 'Degraded',
  });
  expect(site().total).toBe(fixtureCameras.length + 1);
});

test('after news of cameras the list of events is read anew once', async () => {
  tell('camera', cameraWith({ state: 'Down' }));
  await vi.advanceTimersByTimeAsync(200);
  expect(stale()).toEqual([]);
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect(stale()).toEqual(['events']);
});

test('a removed camera goes, and does not come back with what was collected before', async () => {
  const camera = cameraWith({ state: 'Down' });
  tell('camera', camera);
  tell('removed', { id: camera.id });
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect(site().cameras.map(({ id }) => id)).not.toContain(camera.id);
  expect(site().total).toBe(fixtureCameras.length - 1);
});

test('a summary replaces the last one', () => {
  tell('summary', { ...fixtureSummary, up: 42 });
  expect(site().summary.up).toBe(42);
});

test.each([
  ['alert', ['alerts']],
  ['maintenance', ['maintenance', 'site']],
  ['reset', ['alerts', 'events', 'maintenance', 'site']],
])('%s has these read anew: %s', (event, expected) => {
  tell(event, {});
  expect(stale()).toEqual(expected);
});

test('a new connection tells its build and reads the site, as something may have been missed', () => {
  tell('hello', { build: 'abc', lastId: '7' });
  expect(onBuild).toHaveBeenCalledExactlyOnceWith('abc');
  expect(stale()).toEqual(['site']);
});

test.each(['{', '{"id":"nine"}'])(
  'a message that cannot be read, %s, has all read anew',
  (data) => {
    news.take({ event: 'camera', data });
    expect(stale()).toEqual(['alerts', 'events', 'maintenance', 'site']);
  },
);

test('a word of a newer server is passed over', () => {
  tell('weather', { rain: true });
  tell('ping', {});
  expect(stale()).toEqual([]);
});

test('nothing is drawn after the end', async () => {
  tell('camera', cameraWith({ state: 'Down' }));
  const before = site();
  news.stop();
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect(site()).toBe(before);
});
