import { expect, test } from 'vitest';

import { en } from './en.ts';
import { fr } from './fr.ts';

/** Every key with its kind of value, as `cameras.columns.name: string`. */
function keysOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [`${path}: ${typeof value}`];
  return Object.entries(value).flatMap(([key, item]) => keysOf(item, `${path}.${key}`));
}

test('every language says everything, words of the API included', () => {
  expect(keysOf(fr).sort()).toEqual(keysOf(en).sort());
});

test('nothing that is said is empty', () => {
  const texts = (value: unknown): string[] =>
    typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(texts)
      : typeof value === 'string'
        ? [value]
        : [];
  expect([...texts(en), ...texts(fr)].filter((text) => text.trim() === '')).toEqual([]);
});

test.each([
  ['en', en],
  ['fr', fr],
])('the help for an empty site closes each piece of code (%s)', (_language, { cameras }) => {
  expect(cameras.emptyHelp.split('`').length % 2).toBe(1);
});

test('one camera is not many', () => {
  expect(en.cameras.shown(1, 1)).toBe('1 camera');
  expect(en.cameras.shown(2, 2)).toBe('2 cameras');
  expect(fr.cameras.shown(1, 1)).toBe('1 caméra');
  expect(fr.cameras.shown(1, 9)).toBe('1 sur 9 caméras');
  expect(fr.maintenance.lengths(30)).toBe('30 minutes');
  expect(fr.maintenance.lengths(60)).toBe('1 heure');
});
