import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { App } from './app/App.tsx';
import { I18nContext } from './i18n/I18nContext.ts';
import { chooseTranslation, wantedLanguages } from './i18n/language.ts';
import './styles/index.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root"');

const translation = chooseTranslation(wantedLanguages());
document.documentElement.lang = translation.locale;

createRoot(root).render(
  <StrictMode>
    <I18nContext value={translation}>
      <App />
    </I18nContext>
  </StrictMode>,
);
