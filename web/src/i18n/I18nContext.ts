import { createContext, useContext } from 'react';

import { chooseTranslation, type Translation } from './language.ts';

export const I18nContext = createContext<Translation>(chooseTranslation([]));

export function useI18n(): Translation {
  return useContext(I18nContext);
}
