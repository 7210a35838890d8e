import { expect, test } from 'vitest';

import { cameraWith } from '../test/site.ts';
import { readCamera, readPage } from './readers.ts';

test('a camera without facts, views and times is read', () => {
  const camera = cameraWith({ facts: null, views: null, lastProbeAt: null });
  expect(readCamera(camera, '')).toEqual(camera);
});

test('a state word of a newer server is kept as it came', () => {
  expect(readCamera(cameraWith({ state: 'Hibernating' }), '').state).toBe('Hibernating');
});

test('a nullable key that an older server does not send is null', () => {
  const old: Partial<ReturnType<typeof cameraWith>> = cameraWith({});
  delete old.views;
  expect(readCamera(old, '').views).toBeNull();
});

test.each([
  [{ id: '1' }, 'items[0].id is not a number'],
  [{ id: Number.NaN }, 'items[0].id is not a number'],
  [{ tags: 'outdoor' }, 'items[0].tags is not a list'],
  [{ facts: { width: '640' } }, 'items[0].facts.width is not a number'],
  [{ state: null }, 'items[0].state is not a string'],
])('%j in a camera is refused with its place', (changes, message) => {
  const items = [{ ...cameraWith({}), ...changes }];
  expect(() => readPage(readCamera)({ items, nextCursor: null, total: 1 }, '')).toThrow(message);
});

test.each([null, [], 'text'])('%j in the place of a page is refused', (value) => {
  expect(() => readPage(readCamera)(value, '')).toThrow('the answer is not an object');
});
