import { createContext, useContext } from 'react';

import type { Dictionary } from './dictionary.ts';
import type { Language } from './language.ts';

/** A language of the page and everything that follows from it. */
export interface Translation {
  language: Language;
  /** BCP 47 tag for numbers and times; keeps the reader's region. */
  locale: string;
  t: Dictionary;
  /** Makes the page speak another language, now and at the next visit. */
  speak: (language: Language) => void;
}

export const I18nContext = createContext<Translation | null>(null);

export function useI18n(): Translation {
  const translation = useContext(I18nContext);
  if (translation === null) throw new Error('useI18n is used outside I18nContext');
  return translation;
}
