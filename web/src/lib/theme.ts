import { readStored, store } from './stored.ts';

export const THEMES = ['system', 'dark', 'light'] as const;

export type Theme = (typeof THEMES)[number];

const STORED = 'camerasite:theme';

/** What the reader chose in this browser. */
export function storedTheme(): Theme {
  const stored = readStored(STORED);
  return THEMES.find((theme) => theme === stored) ?? 'system';
}

/** Shows the page in `theme`; `system` leaves it to the computer. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

export function rememberTheme(theme: Theme): void {
  store(STORED, theme);
  applyTheme(theme);
}
