import { useCallback, useMemo, useState, type ReactNode } from 'react';

import type { Dictionary } from './dictionary.ts';
import { I18nContext } from './I18nContext.ts';
import { loadDictionary, rememberLanguage, type Choice, type Language } from './language.ts';

interface I18nProviderProps {
  /** What the page speaks at first. */
  choice: Choice;
  dictionary: Dictionary;
  children: ReactNode;
}

export function I18nProvider({ choice, dictionary, children }: I18nProviderProps) {
  const [spoken, setSpoken] = useState({ choice, dictionary });
  const speak = useCallback((language: Language) => {
    void loadDictionary(language).then((words) => {
      rememberLanguage(language);
      document.documentElement.lang = language;
      setSpoken({ choice: { language, locale: language }, dictionary: words });
    });
  }, []);
  const translation = useMemo(
    () => ({ ...spoken.choice, t: spoken.dictionary, speak }),
    [spoken, speak],
  );
  return <I18nContext value={translation}>{children}</I18nContext>;
}
