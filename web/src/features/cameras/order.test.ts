import { expect, test } from 'vitest';

import { CAMERA_STATES } from '../../api/types.ts';
import { cameraWith } from '../../test/site.ts';
import { problemsFirst } from './order.ts';

test('states go from the worst to what nobody watches', () => {
  const cameras = CAMERA_STATES.map((state, id) => cameraWith({ id, state })).reverse();
  expect(problemsFirst(cameras, 'en').map((camera) => camera.state)).toEqual([
    'Down',
    'Flapping',
    'Degraded',
    'Unknown',
    'Maintenance',
    'Up',
    'Disabled',
  ]);
});

test('a state of a newer server stands with Unknown', () => {
  const states = ['Up', 'Hibernating', 'Down'];
  const sorted = problemsFirst(
    states.map((state, id) => cameraWith({ id, state })),
    'en',
  );
  expect(sorted.map((camera) => camera.state)).toEqual(['Down', 'Hibernating', 'Up']);
});

test('names go by the number in them, and accents do not move them', () => {
  const names = ['Quai 10', 'Quai 2', 'École', 'Entrée', 'Zone'];
  const sorted = problemsFirst(
    names.map((displayName, id) => cameraWith({ id, displayName })),
    'fr',
  );
  expect(sorted.map((camera) => camera.displayName)).toEqual([
    'École',
    'Entrée',
    'Quai 2',
    'Quai 10',
    'Zone',
  ]);
});

test('the list that came in is left as it was', () => {
  const cameras = [cameraWith({ id: 1, state: 'Up' }), cameraWith({ id: 2, state: 'Down' })];
  problemsFirst(cameras, 'en');
  expect(cameras.map((camera) => camera.id)).toEqual([1, 2]);
});
