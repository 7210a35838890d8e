import type { Browser, Page } from 'playwright-core';

/** A display on a desk. */
export const VIEWPORT = { width: 1440, height: 900 };

/** What is measured takes as long as it takes; only what hangs is given up, after this, in milliseconds. */
const PATIENCE_MS = 300_000;

/** An empty page of a browser that knows nothing yet. */
export async function newReader(browser: Browser): Promise<Page> {
  const page = await browser.newPage({ locale: 'en-GB', viewport: VIEWPORT });
  page.setDefaultTimeout(PATIENCE_MS);
  return page;
}
