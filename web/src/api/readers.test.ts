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

test.each([
  [
    { plan: 'niveau-0', x: '0.25', y: 1 },
    { plan: 'niveau-0', x: 0.25, y: 1, latitude: null, longitude: null },
  ],
  [
    { latitude: '+48.8', longitude: '-2.3', altitude: '35' },
    { plan: null, x: null, y: null, latitude: 48.8, longitude: -2.3 },
  ],
  [
    { plan: 7, x: 'left', y: '' },
    { plan: null, x: null, y: null, latitude: null, longitude: null },
  ],
  ['here', null],
  [undefined, null],
])('of the coordinates %j what can be used is read', (coordinates, read) => {
  expect(readCamera({ ...cameraWith({}), coordinates }, '').coordinates).toEqual(read);
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
