import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

import { launchBrowser, readRows, watchMisdeeds } from './browser.ts';
import { startMockServer, type MockServer } from './mock/server.ts';

const SCREENSHOT_DIR = process.env['SCREENSHOT_DIR'];

let browser: Browser;
let mock: MockServer;

beforeAll(async () => {
  [browser, mock] = await Promise.all([launchBrowser(), startMockServer()]);
  if (SCREENSHOT_DIR !== undefined) mkdirSync(SCREENSHOT_DIR, { recursive: true });
});

afterEach(async () => {
  mock.api.scene = 'site';
  await Promise.all(browser.contexts().map((context) => context.close()));
});

afterAll(async () => {
  await browser.close();
  await mock.close();
});

async function open(path = '/', options: BrowserContextOptions = {}): Promise<Page> {
  const viewport = { width: 1440, height: 900 };
  const page = await browser.newPage({
    locale: 'en-GB',
    colorScheme: 'dark',
    viewport,
    ...options,
  });
  await page.goto(mock.url + path);
  return page;
}

async function shoot(page: Page, name: string): Promise<void> {
  if (SCREENSHOT_DIR === undefined) return;
  await page.screenshot({ path: join(SCREENSHOT_DIR, `${name}.png`), fullPage: true });
}

async function overflows(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth;
  });
}

test('problems come first, then what works, by name', async () => {
  const page = await open();
  await page.locator('tbody tr').first().waitFor();
  expect((await readRows(page)).map((row) => `${row.stateWord} ${row.name}`)).toEqual([
    'Down car-park',
    'Down ticket-office',
    'Down tunnel',
    'Down vault-wrong-password',
    'Degraded entrance',
    'Unknown roof',
    'Up hall',
    'Up platform',
    'Up vault',
  ]);
  await expect.poll(() => page.title()).toBe('gare-de-lyon · 4/9 up');
  await shoot(page, 'dark');
});

test('the light scheme shows the same table', async () => {
  const page = await open('/', { colorScheme: 'light' });
  await page.locator('tbody tr').first().waitFor();
  expect(await readRows(page)).toHaveLength(9);
  await shoot(page, 'light');
});

test.each([320, 390, 768, 1279, 1280])(
  'a screen of %i pixels shows every camera without scrolling sideways',
  async (width) => {
    mock.api.scene = 'cache-down';
    const page = await open('/', { locale: 'fr-FR', viewport: { width, height: 844 } });
    await page.locator('tbody tr').first().waitFor();
    expect(await readRows(page)).toHaveLength(9);
    expect(await overflows(page)).toBe(false);
    await shoot(page, `width-${width}`);
  },
);

test('an API that goes away is told, the data is kept, and the page recovers by itself', async () => {
  const page = await open();
  await page.locator('tbody tr').first().waitFor();

  mock.api.scene = 'unreachable';
  await page.getByRole('alert').getByText('No answer from the server.').waitFor();
  await page.locator('.camera-table[data-stale="true"]').waitFor();
  expect(await readRows(page)).toHaveLength(9);
  await expect.poll(() => page.title()).toBe('gare-de-lyon · API away');
  await shoot(page, 'api-away');

  mock.api.scene = 'site';
  await page.getByRole('alert').waitFor({ state: 'detached' });
  await page.locator('.camera-table[data-stale="false"]').waitFor();
});

test('a page opened while the database is down says what the API says and fills itself later', async () => {
  mock.api.scene = 'database-down';
  const page = await open();
  await page.getByText('The API waits for gare-de-lyon-postgres.').waitFor();
  await page.getByText('There is no data yet.').waitFor();
  await shoot(page, 'no-data');

  mock.api.scene = 'site';
  await page.locator('tbody tr').first().waitFor();
});

test('views are not available while the cache is down', async () => {
  mock.api.scene = 'cache-down';
  const page = await open('/', { locale: 'fr-FR' });
  await page.locator('tbody tr').first().waitFor();
  expect(new Set((await readRows(page)).map((row) => row.views))).toEqual(
    new Set(['N/D (cache arrêté)']),
  );
  await shoot(page, 'cache-down-fr');
});

test('a site without cameras says where to add one', async () => {
  mock.api.scene = 'empty';
  const page = await open();
  await page.getByRole('heading', { name: 'This site has no cameras yet.' }).waitFor();
  await shoot(page, 'empty');
});

test('the filter lives in the address', async () => {
  const page = await open('/?q=acces');
  await page.locator('tbody tr').first().waitFor();
  expect((await readRows(page)).map((row) => row.name)).toEqual(['entrance']);

  await page.getByRole('searchbox').fill('refused');
  await expect
    .poll(async () => (await readRows(page)).map((row) => row.name))
    .toEqual(['ticket-office']);
  expect(new URL(page.url()).search).toBe('?q=refused');
});

test('a thousand cameras are all in the table', async () => {
  mock.api.scene = 'thousand';
  const page = await open();
  await page.getByText('1000 cameras').waitFor();
  expect(await readRows(page)).toHaveLength(1000);
  await page.getByRole('searchbox').fill('camera 999');
  await page.getByText('1 of 1000 cameras').waitFor();
});

test('the page talks to its own server only, under the strictest policy', async () => {
  const page = await browser.newPage();
  const misdeeds = watchMisdeeds(page, mock.url);
  await page.goto(mock.url);
  await page.locator('tbody tr').first().waitFor();
  expect(misdeeds).toEqual({ foreignRequests: [], errors: [] });
});
