import { expect, test } from 'vitest';

import type { Coordinates } from '../../api/types.ts';
import { cameraWith } from '../../test/site.ts';
import { placesOnMap, placesOnPlan } from './place.ts';

const NOWHERE: Coordinates = { plan: null, x: null, y: null, latitude: null, longitude: null };

function camera(displayName: string, state: string, coordinates: Partial<Coordinates> | null) {
  const place = coordinates === null ? null : { ...NOWHERE, ...coordinates };
  return cameraWith({ name: displayName, displayName, state, coordinates: place });
}

test('of a plan there are its own cameras, problems first', () => {
  const cameras = [
    camera('a', 'Up', { plan: 'niveau-0', x: 0, y: 1 }),
    camera('b', 'Down', { plan: 'niveau-0', x: 0.5, y: 0.5 }),
    camera('c', 'Down', { plan: 'niveau-1', x: 0.5, y: 0.5 }),
    camera('d', 'Degraded', { plan: 'niveau-0', x: 0.1, y: 0.2 }),
    camera('e', 'Down', null),
  ];
  const places = placesOnPlan(cameras, 'niveau-0', 'en');
  expect(places.map((place) => [place.camera.name, place.x, place.y])).toEqual([
    ['b', 0.5, 0.5],
    ['d', 0.1, 0.2],
    ['a', 0, 1],
  ]);
});

test.each([
  { x: 1.01, y: 0.5 },
  { x: 0.5, y: -0.1 },
  { x: Number.NaN, y: 0.5 },
  { x: null, y: 0.5 },
])('a camera at %j would stand beside the plan', (place) => {
  const cameras = [camera('a', 'Up', { plan: 'niveau-0', ...place })];
  expect(placesOnPlan(cameras, 'niveau-0', 'en')).toEqual([]);
});

test('on the map are the cameras with a place on the earth, problems first', () => {
  const cameras = [
    camera('a', 'Up', { latitude: -90, longitude: 180 }),
    camera('b', 'Down', { latitude: 48.8, longitude: 2.3 }),
    camera('c', 'Up', { latitude: 91, longitude: 0 }),
    camera('d', 'Up', { latitude: 48.8 }),
    camera('e', 'Up', { plan: 'niveau-0', x: 0, y: 0 }),
  ];
  expect(placesOnMap(cameras, 'en').map((place) => place.camera.name)).toEqual(['b', 'a']);
});
