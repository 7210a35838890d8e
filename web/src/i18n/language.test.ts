// @vitest-environment jsdom
import '../test/dom.ts';

import { afterEach, expect, test, vi } from 'vitest';

import { chooseLanguage, rememberLanguage, wantedLanguages } from './language.ts';

afterEach(() => {
  document.documentElement.lang = '';
});

test.each([
  [['fr'], 'fr', 'fr'],
  [['fr-CA', 'en'], 'fr', 'fr-CA'],
  [['FR-fr'], 'fr', 'fr-FR'],
  [['', 'de', 'en-GB'], 'en', 'en-GB'],
  [['de'], 'en', 'en'],
  [[], 'en', 'en'],
  [['constructor'], 'en', 'en'],
  [['fr-not_a_tag'], 'fr', 'fr'],
])('of %j the page speaks %s', (tags, language, locale) => {
  expect(chooseLanguage(tags)).toMatchObject({ language, locale });
});

test('the language of the site goes before that of the reader', () => {
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['en-US']);
  document.documentElement.lang = 'fr';
  expect(chooseLanguage(wantedLanguages()).language).toBe('fr');
});

test('without a language of the site the reader decides', () => {
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['fr-FR', 'en']);
  expect(chooseLanguage(wantedLanguages()).locale).toBe('fr-FR');
});

test('what the reader chose here goes before everything', () => {
  document.documentElement.lang = 'fr';
  rememberLanguage('en');
  expect(chooseLanguage(wantedLanguages()).language).toBe('en');
});
