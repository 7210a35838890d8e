import { expect, test } from 'vitest';

import { inputOf, type Plan } from './plan.ts';

/** A Friday, in winter time. */
const plan: Plan = {
  scope: 'Camera',
  zone: 'outside',
  camera: 'hall',
  reason: '  New lens ',
  start: '2026-11-20T22:30',
  minutes: 90,
  repeat: 'never',
};

test('a single window has its bounds in UTC, and nothing but its camera', () => {
  expect(inputOf(plan, 'Europe/Paris')).toEqual({
    scope: 'Camera',
    zone: null,
    camera: 'hall',
    reason: 'New lens',
    startsAt: '2026-11-20T21:30:00.000Z',
    endsAt: '2026-11-20T23:00:00.000Z',
    recurrence: null,
  });
});

test.each([
  ['Zone', { zone: 'outside', camera: null }],
  ['Site', { zone: null, camera: null }],
] as const)('a window of a %s names no camera', (scope, expected) => {
  expect(inputOf({ ...plan, scope }, 'UTC')).toMatchObject({ scope, ...expected });
});

test.each([
  ['daily', '2026-11-20T22:30', '30 22 * * *'],
  ['weekly', '2026-11-20T22:30', '30 22 * * FRI'],
  ['weekly', '2026-11-22T00:05', '5 0 * * SUN'],
] as const)(
  '%s from %s on is %s on the clocks of the site, without an end',
  (repeat, start, cron) => {
    const input = inputOf({ ...plan, repeat, start }, 'Europe/Paris');
    expect(input.endsAt).toBeNull();
    expect(input.recurrence).toEqual({ cron, timeZone: 'Europe/Paris', durationSeconds: 5400 });
  },
);

test('a window keeps its length over a change of the clocks', () => {
  const { startsAt, endsAt } = inputOf(
    { ...plan, start: '2026-10-25T01:30', minutes: 180 },
    'Europe/Paris',
  );
  expect(startsAt).toBe('2026-10-24T23:30:00.000Z');
  expect(endsAt).toBe('2026-10-25T02:30:00.000Z');
});
