import { chromium, type Browser, type Page } from 'playwright-core';

/** Debian's; nothing is downloaded. */
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Keeps the browser from talking to anything but the page under test. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/** What a page did that it must not. */
export interface Misdeeds {
  /** Requests to another origin than the page's own. */
  foreignRequests: string[];
  /** Exceptions, and what the browser refused because of the Content-Security-Policy. */
  errors: string[];
}

/** Records, from now on, what `page` does that it must not. */
export function watchMisdeeds(page: Page, origin: string): Misdeeds {
  const misdeeds: Misdeeds = { foreignRequests: [], errors: [] };
  page.on('request', (request) => {
    const url = request.url();
    if (new URL(url).origin !== origin) misdeeds.foreignRequests.push(url);
  });
  page.on('pageerror', (error) => misdeeds.errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && message.text().includes('Content Security Policy')) {
      misdeeds.errors.push(message.text());
    }
  });
  return misdeeds;
}

/** A row of the table of cameras, or a card on small screens. */
export const CAMERA = ':is(.camera-table, .camera-grid) [data-camera]';

/** A camera of the list as a reader sees it. */
export interface Row {
  name: string;
  stateWord: string;
  reason: string;
  views: string;
}

/** The rows from top to bottom; `name` is the camera's technical name. */
export function readRows(page: Page): Promise<Row[]> {
  return page.locator(CAMERA).evaluateAll((rows) =>
    rows.map((row) => {
      const text = (selector: string) => row.querySelector(selector)?.textContent.trim() ?? '';
      return {
        name: row.getAttribute('data-camera') ?? '',
        stateWord: text('.state-badge'),
        reason: text('.reason-word'),
        views: text('.cell-views'),
      };
    }),
  );
}
