import { QueryClientProvider } from '@tanstack/react-query';
import { act, render, type RenderResult } from '@testing-library/react';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { vi } from 'vitest';

import { createQueryClient } from '../app/queryClient.ts';
import { routes } from '../app/routes.tsx';
import { en } from '../i18n/en.ts';
import { fr } from '../i18n/fr.ts';
import { I18nProvider } from '../i18n/I18nProvider.tsx';
import { chooseLanguage } from '../i18n/language.ts';
import './dom.ts';
import { fakeApi, type FakeApi, type Responder } from './fakeApi.ts';

/** An answer draws a page, which asks for more, which draws again. */
const ROUNDS = 6;

export interface OpenPage extends RenderResult {
  api: FakeApi;
  /** Path and query of the page's address now. */
  address: () => string;
}

/** Lets time pass; the tests' clock is a fake one. What was answered by then is drawn. */
export async function pass(milliseconds: number): Promise<void> {
  await act(() => vi.advanceTimersByTimeAsync(milliseconds));
  await settle();
}

/**
 * Waits for pages that are loaded when they are first gone to, and for what they ask: some milliseconds, as answers are
 * passed on by timers.
 */
export async function settle(): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    await act(async () => {
      await vi.dynamicImportSettled();
      await vi.advanceTimersByTimeAsync(1);
    });
  }
}

/** Opens an address of the page on an API and waits for what that answers at once. */
export async function openPage(
  respond: Responder,
  { path = '/', language = 'en-US' }: { path?: string; language?: string } = {},
): Promise<OpenPage> {
  const api = fakeApi(respond);
  const router = createMemoryRouter(routes, { initialEntries: [path] });
  const choice = chooseLanguage([language]);
  const view = render(
    <I18nProvider choice={choice} dictionary={choice.language === 'fr' ? fr : en}>
      <QueryClientProvider client={createQueryClient()}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </I18nProvider>,
  );
  await settle();
  const address = () => router.state.location.pathname + router.state.location.search;
  return { api, address, ...view };
}
