import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, RouterProvider } from 'react-router';

import { createQueryClient } from './app/queryClient.ts';
import { routes } from './app/routes.tsx';
import { I18nProvider } from './i18n/I18nProvider.tsx';
import { chooseLanguage, loadDictionary, wantedLanguages } from './i18n/language.ts';
import { applyTheme, storedTheme } from './lib/theme.ts';
import './styles/index.css';

async function start(): Promise<void> {
  const root = document.getElementById('root');
  if (root === null) throw new Error('index.html has no element with the id "root"');
  applyTheme(storedTheme());
  const choice = chooseLanguage(wantedLanguages());
  document.documentElement.lang = choice.locale;
  const dictionary = await loadDictionary(choice.language);
  createRoot(root).render(
    <StrictMode>
      <I18nProvider choice={choice} dictionary={dictionary}>
        <QueryClientProvider client={createQueryClient()}>
          <RouterProvider router={createBrowserRouter(routes)} />
        </QueryClientProvider>
      </I18nProvider>
    </StrictMode>,
  );
}

void start();
