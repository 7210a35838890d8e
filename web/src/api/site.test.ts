import { expect, test } from 'vitest';

import { fakeApi, page } from '../test/fakeApi.ts';
import { cameraWith } from '../test/site.ts';
import { getCameras, MAX_PAGES } from './site.ts';

const signal = new AbortController().signal;

test('all pages are read, and the cursor is passed on as it came', async () => {
  const api = fakeApi(({ searchParams }) =>
    searchParams.get('cursor') === null
      ? page([cameraWith({ id: 1 })], 'a&b=c', 2)
      : page([cameraWith({ id: 2 })], null, 2),
  );
  const { cameras, total } = await getCameras(signal);
  expect(cameras.map((camera) => camera.id)).toEqual([1, 2]);
  expect(total).toBe(2);
  expect(api.requests()).toEqual([
    '/api/v1/cameras?limit=500',
    '/api/v1/cameras?limit=500&cursor=a%26b%3Dc',
  ]);
});

test('a camera that moved to the next page meanwhile is there once, with its newer state', async () => {
  fakeApi(({ searchParams }) =>
    searchParams.get('cursor') === null
      ? page([cameraWith({ id: 1, state: 'Up' })], 'next', 1)
      : page([cameraWith({ id: 1, state: 'Down' })], null, 1),
  );
  const { cameras } = await getCameras(signal);
  expect(cameras.map((camera) => camera.state)).toEqual(['Down']);
});

test('a server whose cursor never ends is cut at the cap', async () => {
  let next = 0;
  const api = fakeApi(() => {
    next += 1;
    return page([cameraWith({ id: next })], `cursor-${next}`, 9999);
  });
  const { cameras, total } = await getCameras(signal);
  expect(cameras).toHaveLength(MAX_PAGES);
  expect(total).toBe(9999);
  expect(api.fetch).toHaveBeenCalledTimes(MAX_PAGES);
});

test('a cursor that comes twice is refused', async () => {
  fakeApi(() => page([cameraWith({})], 'same', 2));
  await expect(getCameras(signal)).rejects.toMatchObject({
    failure: { kind: 'malformed', detail: 'nextCursor came twice' },
  });
});
