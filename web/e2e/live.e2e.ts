import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { CAMERA, launchBrowser, readRows, watchMisdeeds, type Misdeeds } from './browser.ts';
import { camerasOfApi, siteUrl } from './liveSite.ts';

/** How long page and API may take to agree: states change while we look. In milliseconds. */
const AGREE_WITHIN_MS = 45_000;

function byName(a: string, b: string): number {
  return a < b ? -1 : 1;
}

const base = siteUrl();

let browser: Browser;
let page: Page;
let misdeeds: Misdeeds;

beforeAll(async () => {
  browser = await launchBrowser();
  const viewport = { width: 1440, height: 900 };
  page = await browser.newPage({ locale: 'en-GB', colorScheme: 'dark', viewport });
  misdeeds = watchMisdeeds(page, base.origin);
  await page.goto(new URL('/cameras', base).href);
});

afterAll(async () => {
  const path = process.env['SCREENSHOT'];
  if (path !== undefined) await page.screenshot({ path, fullPage: true });
  await browser.close();
});

test('the page shows every camera of the API with its state and reason', async () => {
  await page.locator(CAMERA).first().waitFor();
  // The site's language may not be English: state attributes carry the API's own words.
  const shown = () =>
    page
      .locator(CAMERA)
      .evaluateAll((rows) =>
        rows.map((row) => [
          row.getAttribute('data-camera') ?? '',
          row.getAttribute('data-state') ?? '',
          row.querySelector('.reason-word')?.textContent ?? '',
        ]),
      );
  await expect
    .poll(
      async () => {
        const inApi = (await camerasOfApi(base)).map((camera) => [
          camera.name,
          camera.state,
          camera.reason ?? '',
        ]);
        const onPage = await shown();
        const lines = (rows: string[][]) => rows.map((row) => row.join(' ')).sort(byName);
        return { count: inApi.length > 0, onPage: lines(onPage), inApi: lines(inApi) };
      },
      { timeout: AGREE_WITHIN_MS, interval: 1000 },
    )
    .toSatisfy(
      ({ count, onPage, inApi }: { count: boolean; onPage: string[]; inApi: string[] }) =>
        count && JSON.stringify(onPage) === JSON.stringify(inApi),
    );
});

test('every row says its state in a word and its views in a number or why there is none', async () => {
  const rows = await readRows(page);
  expect(rows).not.toHaveLength(0);
  for (const row of rows) {
    expect(row.stateWord, `state word of ${row.name}`).not.toBe('');
    expect(row.views, `views of ${row.name}`).toMatch(/^(\d[\d\s.,]*|N\/[AD] \(.+\))$/);
  }
});

test('the page says that it is live and tells the count in its title', async () => {
  await page.locator('.live[data-status="live"]').waitFor();
  await expect.poll(() => page.title()).toMatch(/^.+ · \d+\/\d+ /);
});

test('the page talks to its own server only and breaks no rule', () => {
  expect(misdeeds).toEqual({ foreignRequests: [], errors: [] });
});
