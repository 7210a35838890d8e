import { expect, test } from 'vitest';

import { en } from '../../i18n/en.ts';
import { fixtureSummary } from '../../test/site.ts';
import { noticesOf } from './notices.ts';

test('a healthy site has no notices', () => {
  expect(noticesOf(fixtureSummary, en)).toEqual([]);
});

test('a cache that the site does not want is no notice', () => {
  expect(noticesOf({ ...fixtureSummary, cache: 'disabled' }, en)).toEqual([]);
});

test('everything that is down is told', () => {
  const summary = {
    ...fixtureSummary,
    gateway: 'Down',
    database: 'down',
    cache: 'down',
    probers: { want: 3, live: 1 },
  };
  expect(noticesOf(summary, en)).toEqual([
    en.notices.gatewayDown,
    en.notices.databaseDown,
    en.notices.cacheDown,
    'Only 1 of 3 probers report.',
  ]);
});
