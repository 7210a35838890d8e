import { expect, test } from 'vitest';

import { instantOf, localField, zoneName } from './zone.ts';

const PARIS = 'Europe/Paris';

test.each([
  ['2026-01-15T12:00:00Z', PARIS, '2026-01-15T13:00'],
  ['2026-07-15T12:00:00Z', PARIS, '2026-07-15T14:00'],
  ['2026-01-15T23:30:00Z', PARIS, '2026-01-16T00:30'],
  ['2026-01-15T00:00:00Z', 'UTC', '2026-01-15T00:00'],
  ['2026-01-15T12:00:00Z', 'Asia/Kathmandu', '2026-01-15T17:45'],
])('%s is shown by the clocks of %s as %s, and back', (instant, zone, field) => {
  expect(localField(Date.parse(instant), zone)).toBe(field);
  expect(instantOf(field, zone)).toBe(Date.parse(instant));
});

test('an hour that the clocks skip is that much later', () => {
  expect(new Date(instantOf('2026-03-29T02:30', PARIS)).toISOString()).toBe(
    '2026-03-29T01:30:00.000Z',
  );
});

test('an hour that the clocks show twice is one of the two', () => {
  const both = ['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z'];
  expect(both).toContain(new Date(instantOf('2026-10-25T02:30', PARIS)).toISOString());
});

test('a moment right after a change of the clocks is found', () => {
  expect(instantOf('2026-03-29T03:05', PARIS)).toBe(Date.parse('2026-03-29T01:05:00Z'));
  expect(instantOf('2026-10-25T03:05', PARIS)).toBe(Date.parse('2026-10-25T02:05:00Z'));
});

test('no zone, and one that the browser does not know, is the own one of the browser', () => {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  expect(zoneName('')).toBe(own);
  expect(zoneName('Moon/Tranquility')).toBe(own);
  expect(zoneName(PARIS)).toBe(PARIS);
});
