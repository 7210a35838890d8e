import type { Dictionary } from './dictionary.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';

const DICTIONARIES = { en, fr } satisfies Record<string, Dictionary>;

export type Language = keyof typeof DICTIONARIES;

/** A language of the page and everything that follows from it. */
export interface Translation {
  language: Language;
  /** BCP 47 tag for numbers and times; keeps the reader's region. */
  locale: string;
  t: Dictionary;
}

function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(DICTIONARIES, tag);
}

/**
 * The first of `tags` (BCP 47, most wanted first) that there is a dictionary for, or English.
 * Tags that are empty or no tags at all are passed over.
 */
export function chooseTranslation(tags: readonly string[]): Translation {
  for (const tag of tags) {
    const language = tag.trim().toLowerCase().split('-')[0] ?? '';
    if (isLanguage(language)) {
      return { language, locale: canonical(tag, language), t: DICTIONARIES[language] };
    }
  }
  return { language: 'en', locale: 'en', t: DICTIONARIES.en };
}

function canonical(tag: string, language: Language): string {
  try {
    return Intl.getCanonicalLocales(tag.trim())[0] ?? language;
  } catch {
    return language;
  }
}

/**
 * What this page is to speak: the site's language, which the web server writes as `<html lang>`, else the reader's.
 */
export function wantedLanguages(): string[] {
  return [document.documentElement.lang, ...navigator.languages];
}
