import { expect, test } from 'vitest';

import { createTimeFormat } from './time.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Intl uses several kinds of spaces. */
function plain(text: string): string {
  return text.replace(/\s/gu, ' ');
}

test.each([
  [-5 * MINUTE, 'just now'],
  [0, 'just now'],
  [1999, 'just now'],
  [2 * SECOND, '2 sec. ago'],
  [59_999, '59 sec. ago'],
  [MINUTE, '1 min. ago'],
  [59 * MINUTE, '59 min. ago'],
  [HOUR, '1 hr. ago'],
  [23.9 * HOUR, '23 hr. ago'],
  [49 * HOUR, '2 days ago'],
])('an age of %i ms is "%s"', (ageMs, expected) => {
  const { age } = createTimeFormat('en-US', 'UTC', 'just now');
  expect(plain(age(ageMs))).toBe(expected);
});

test('a moment is told in the zone of the site', () => {
  const { moment } = createTimeFormat('en-GB', 'Europe/Paris', 'now');
  expect(plain(moment('2026-07-01T22:30:05.000Z'))).toMatch(/2 Jul(y)? 2026.* 00:30:05 .+/);
});

test('a zone that the browser does not know is its own zone, named', () => {
  const at = '2026-07-01T12:00:00.000Z';
  const own = createTimeFormat('en', '', 'now').moment(at);
  expect(createTimeFormat('en', 'Mars/Olympus', 'now').moment(at)).toBe(own);
});

test('what is not a time is shown as it is', () => {
  expect(createTimeFormat('en', 'UTC', 'now').moment('yesterday')).toBe('yesterday');
});
