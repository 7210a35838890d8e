import { expect, test } from 'vitest';

import { en } from './en.ts';
import { fr } from './fr.ts';

test('every reason is explained in every language', () => {
  expect(Object.keys(fr.reasons).sort()).toEqual(Object.keys(en.reasons).sort());
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
});
