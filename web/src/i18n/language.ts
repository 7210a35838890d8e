import { readStored, store } from '../lib/stored.ts';
import type { Dictionary } from './dictionary.ts';

export const LANGUAGES = ['en', 'fr'] as const;

export type Language = (typeof LANGUAGES)[number];

const STORED = 'camerasite:language';

/** Only the language that is spoken is loaded. */
const DICTIONARIES: Record<Language, () => Promise<Dictionary>> = {
  en: async () => (await import('./en.ts')).en,
  fr: async () => (await import('./fr.ts')).fr,
};

/** A language and the BCP 47 tag for numbers and times, which keeps the reader's region. */
export interface Choice {
  language: Language;
  locale: string;
}

export function loadDictionary(language: Language): Promise<Dictionary> {
  return DICTIONARIES[language]();
}

function isLanguage(tag: string): tag is Language {
  return (LANGUAGES as readonly string[]).includes(tag);
}

/**
 * The first of `tags` (BCP 47, most wanted first) that there is a dictionary for, or English.
 * Tags that are empty or no tags at all are passed over.
 */
export function chooseLanguage(tags: readonly string[]): Choice {
  for (const tag of tags) {
    const language = tag.trim().toLowerCase().split('-')[0] ?? '';
    if (isLanguage(language)) return { language, locale: canonical(tag, language) };
  }
  return { language: 'en', locale: 'en' };
}

function canonical(tag: string, language: Language): string {
  try {
    return Intl.getCanonicalLocales(tag.trim())[0] ?? language;
  } catch {
    return language;
  }
}

/**
 * What this page is to speak: what the reader chose here, else the site's language, which the web server writes as
 * `<html lang>`, else the browser's.
 */
export function wantedLanguages(): string[] {
  return [readStored(STORED) ?? '', document.documentElement.lang, ...navigator.languages];
}

/** Remembers the reader's choice in this browser. */
export function rememberLanguage(language: Language): void {
  store(STORED, language);
}
