import { expect, test } from 'vitest';

import type { Camera } from '../../api/types.ts';
import { en } from '../../i18n/en.ts';
import { cameraWith } from '../../test/site.ts';
import {
  isFiltered,
  parseQuery,
  select,
  tagsOf,
  withoutFilter,
  writeQuery,
  zonesOf,
  type CameraQuery,
} from './query.ts';

const USUAL = parseQuery(new URLSearchParams());

function names(cameras: readonly Camera[], query: Partial<CameraQuery>): string[] {
  return select(cameras, { ...USUAL, ...query }, en, 'en').map(({ name }) => name);
}

test.each([
  '',
  'q=hall',
  'state=Down%2CUnknown',
  'zone=',
  'zone=outside&tag=door&priority=Critical&sort=-latency&view=grid',
])('the address ?%s says what it said before', (address) => {
  const query = parseQuery(new URLSearchParams(address));
  expect(writeQuery(new URLSearchParams(), query).toString()).toBe(address);
});

test('what the address does not understand is as if it were not there', () => {
  const query = parseQuery(
    new URLSearchParams('state=Gone,Down&sort=colour&view=globe&priority=Low'),
  );
  expect(query).toEqual({ ...USUAL, states: ['Down'] });
});

test('what is not of the list of cameras stays in the address', () => {
  const before = new URLSearchParams('kiosk=1&q=old&sort=name');
  expect(writeQuery(before, USUAL).toString()).toBe('kiosk=1');
});

test('a filter is told from an order, and can be taken away alone', () => {
  const query = parseQuery(new URLSearchParams('zone=&sort=name&view=grid'));
  expect(isFiltered(query)).toBe(true);
  expect(isFiltered(withoutFilter(query))).toBe(false);
  expect(withoutFilter(query)).toMatchObject({ sort: 'name', view: 'grid' });
  expect(isFiltered({ ...USUAL, q: '  ' })).toBe(false);
});

test('every part of the filter narrows the list', () => {
  const cameras = [
    cameraWith({
      id: 1,
      name: 'a',
      state: 'Down',
      zone: 'in',
      tags: ['door'],
      priority: 'Critical',
    }),
    cameraWith({ id: 2, name: 'b', state: 'Up', zone: 'in', tags: ['door'], priority: 'Normal' }),
    cameraWith({ id: 3, name: 'c', state: 'Up', zone: '', tags: [], priority: 'Normal' }),
  ];
  expect(names(cameras, { states: ['Down'] })).toEqual(['a']);
  expect(names(cameras, { zone: 'in' })).toEqual(['a', 'b']);
  expect(names(cameras, { zone: '' })).toEqual(['c']);
  expect(names(cameras, { tag: 'door', states: ['Up'] })).toEqual(['b']);
  expect(names(cameras, { critical: true })).toEqual(['a']);
});

test('numbers are sorted as numbers, and what is not known is last in both directions', () => {
  const cameras = [
    cameraWith({ id: 1, name: 'unknown', latencyMs: null }),
    cameraWith({ id: 2, name: 'slow', latencyMs: 1_000 }),
    cameraWith({ id: 3, name: 'fast', latencyMs: 9 }),
  ];
  expect(names(cameras, { sort: 'latency' })).toEqual(['fast', 'slow', 'unknown']);
  expect(names(cameras, { sort: 'latency', descending: true })).toEqual([
    'slow',
    'fast',
    'unknown',
  ]);
});

test('among equals the usual order decides', () => {
  const cameras = [
    cameraWith({ id: 1, name: 'up', zone: 'in', state: 'Up' }),
    cameraWith({ id: 2, name: 'down', zone: 'in', state: 'Down' }),
  ];
  expect(names(cameras, { sort: 'zone' })).toEqual(['down', 'up']);
  expect(names(cameras, { sort: 'problems', descending: true })).toEqual(['up', 'down']);
});

test('zones and tags are named once, by their numbers', () => {
  const cameras = [
    cameraWith({ id: 1, zone: 'Hall 10', tags: ['door', 'ptz'] }),
    cameraWith({ id: 2, zone: 'Hall 9', tags: ['door'] }),
    cameraWith({ id: 3, zone: 'Hall 10', tags: [] }),
  ];
  expect(zonesOf(cameras, 'en')).toEqual(['Hall 9', 'Hall 10']);
  expect(tagsOf(cameras, 'en')).toEqual(['door', 'ptz']);
});
