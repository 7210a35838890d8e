import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import Axe, { source as AXE } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { CAMERA, launchBrowser, readRows, watchMisdeeds } from './browser.ts';
import { MOCK_PASSWORD } from './mock/accounts.ts';
import { startMockServer, type MockServer } from './mock/server.ts';

const SCREENSHOT_DIR = process.env['SCREENSHOT_DIR'];

/** What the first view may weigh over the wire, compressed. */
const FIRST_VIEW_BYTES = 200_000;

/** Every page. */
const PAGES = [
  '/',
  '/cameras',
  '/cameras?view=grid',
  '/cameras/ticket-office',
  '/try',
  '/alerts',
  '/maintenance',
  '/maintenance?camera=hall',
  '/reports',
  '/shift',
  '/settings?tab=display',
  '/settings?tab=account',
  '/settings?tab=users',
  '/settings?tab=tokens',
  '/settings?tab=about',
  '/wall',
];

/** A display on a wall. */
const WALL = { width: 3840, height: 2160 };

/** For files of pictures. */
function nameOf(path: string): string {
  return path.replace(/^\//, '').replace(/[^a-z]+/g, '-') || 'overview';
}

let browser: Browser;
let mock: MockServer;

beforeAll(async () => {
  [browser, mock] = await Promise.all([launchBrowser(), startMockServer()]);
  if (SCREENSHOT_DIR !== undefined) mkdirSync(SCREENSHOT_DIR, { recursive: true });
});

beforeEach(() => {
  mock.api.scene = 'site';
  Object.assign(mock.api.session, {
    anonymousRead: true,
    name: 'jane',
    role: 'Admin',
    kind: 'Password',
  });
});

afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});

afterAll(async () => {
  await browser.close();
  await mock.close();
});

async function open(path = '/cameras', options: BrowserContextOptions = {}): Promise<Page> {
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

/** What axe finds against WCAG 2.2 AA, one line each. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof Axe };
    const { violations: found } = await axe.run(document, { resultTypes: ['violations'] });
    return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
  });
}

async function overflows(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth;
  });
}

test('problems come first, then what works, by name', async () => {
  const page = await open();
  await page.locator(CAMERA).first().waitFor();
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
  const page = await open('/cameras', { colorScheme: 'light' });
  await page.locator(CAMERA).first().waitFor();
  expect(await readRows(page)).toHaveLength(9);
  await shoot(page, 'light');
});

test.each([320, 390, 768, 1279, 1280])(
  'a screen of %i pixels shows every camera without scrolling sideways',
  async (width) => {
    mock.api.scene = 'cache-down';
    const page = await open('/cameras', { locale: 'fr-FR', viewport: { width, height: 844 } });
    await page.locator(CAMERA).first().waitFor();
    expect(await readRows(page)).toHaveLength(9);
    expect(await overflows(page)).toBe(false);
    await shoot(page, `width-${width}`);
  },
);

test('an API that goes away is told, the data is kept, and the page recovers by itself', async () => {
  const page = await open();
  await page.locator(CAMERA).first().waitFor();

  mock.api.scene = 'unreachable';
  await page.getByRole('alert').getByText('No answer from the server.').waitFor();
  await page.locator('main[data-stale="true"]').waitFor();
  expect(await readRows(page)).toHaveLength(9);
  await expect.poll(() => page.title()).toBe('gare-de-lyon · API away');
  await shoot(page, 'api-away');

  mock.api.scene = 'site';
  await page.getByRole('alert').waitFor({ state: 'detached' });
  await page.locator('main[data-stale="false"]').waitFor();
});

test('a page opened while the database is down says what the API says and fills itself later', async () => {
  mock.api.scene = 'database-down';
  const page = await open();
  await page.getByText('The API waits for gare-de-lyon-postgres.').waitFor();
  await page.getByText('There is no data yet.').waitFor();
  await shoot(page, 'no-data');

  mock.api.scene = 'site';
  await page.locator(CAMERA).first().waitFor();
});

test('views are not available while the cache is down', async () => {
  mock.api.scene = 'cache-down';
  const page = await open('/cameras', { locale: 'fr-FR' });
  await page.locator(CAMERA).first().waitFor();
  expect(new Set((await readRows(page)).map((row) => row.views))).toEqual(
    new Set(['N/A (cache HS)']),
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
  const page = await open('/cameras?q=acces');
  await page.locator(CAMERA).first().waitFor();
  expect((await readRows(page)).map((row) => row.name)).toEqual(['entrance']);

  await page.getByRole('searchbox').fill('refused');
  await expect
    .poll(async () => (await readRows(page)).map((row) => row.name))
    .toEqual(['ticket-office']);
  expect(new URL(page.url()).search).toBe('?q=refused');
});

test('of a thousand cameras those near the screen are drawn, and all are found', async () => {
  mock.api.scene = 'thousand';
  const page = await open();
  await page.getByText('1000 cameras').waitFor();
  expect((await readRows(page)).length).toBeLessThan(100);
  expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe('1001');
  await page.evaluate(() => {
    window.scrollTo(0, document.documentElement.scrollHeight);
  });
  await page.getByText('Camera 1000', { exact: true }).waitFor();
  await page.getByRole('searchbox').fill('camera 777');
  await page.getByText('1 of 1000 cameras').waitFor();
  expect((await readRows(page)).map((row) => row.name)).toEqual(['camera-777']);
});

test('news of a camera is seen without asking', async () => {
  const page = await open();
  await page.locator('[data-camera="hall"][data-state="Up"]').waitFor();
  await expect.poll(() => mock.api.stream.listeners()).toBe(1);
  const cameras = await fetch(`${mock.url}/api/v1/cameras/hall`);
  const hall = (await cameras.json()) as Record<string, unknown>;
  mock.api.stream.tell('camera', { ...hall, state: 'Down', reason: 'Timeout' });
  await page.locator('[data-camera="hall"][data-state="Down"]').waitFor();
});

test('a server without a stream is read every few seconds', async () => {
  mock.api.scene = 'no-stream';
  const page = await open();
  await page.locator('.live[data-status="live"]').waitFor();
  mock.api.scene = 'empty';
  await page.getByRole('heading', { name: 'This site has no cameras yet.' }).waitFor();
});

test('who is not known signs in, and comes where he wanted to go', async () => {
  Object.assign(mock.api.session, { anonymousRead: false, name: null, role: null, kind: null });
  const page = await open('/cameras?state=Degraded');
  await page.getByLabel('Name').fill('joe');
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').getByText('mock-401').waitFor();
  await shoot(page, 'login');
  await page.getByLabel('Password').fill(MOCK_PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator(CAMERA).first().waitFor();
  expect((await readRows(page)).map((row) => row.name)).toEqual(['entrance']);
});

test('an alert is acknowledged with a comment', async () => {
  const page = await open('/alerts');
  const alert = page.getByRole('listitem').filter({ hasText: 'Camera ticket-office is down' });
  await alert.getByRole('button', { name: 'Acknowledge' }).click();
  await page.getByLabel('Comment').fill('On the way');
  await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge' }).click();
  await alert.getByText('On the way').waitFor();
});

test('a camera is tried before it is entered', async () => {
  const page = await open('/cameras');
  await page.getByRole('link', { name: 'Try a camera' }).click();
  await page.getByLabel('URL').fill('rtsp://10.20.1.30/live');
  await page.getByLabel('User name').fill('viewer');
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Try' }).click();
  await page.getByText('It does not work.').waitFor();
  await page.getByText('The camera rejects the user name or password.').waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByLabel('Password').fill(MOCK_PASSWORD);
  await page.getByRole('button', { name: 'Try' }).click();
  await page.getByText('It works.').waitFor();
  await page.getByText('1920×1080').waitFor();
  await shoot(page, 'tried');
});

test('maintenance is planned from the page of a camera', async () => {
  const page = await open('/cameras/hall');
  await page.getByRole('link', { name: 'Plan maintenance' }).click();
  await page.getByLabel('Reason').fill('New lens');
  await page.getByRole('button', { name: 'Plan', exact: true }).click();
  await page.getByText('New lens').waitFor();
});

test('the language and the colours are chosen here and kept', async () => {
  const page = await open('/settings');
  await page.getByRole('button', { name: 'Français' }).click();
  await page.getByRole('heading', { name: 'Réglages' }).waitFor();
  await page.getByRole('button', { name: 'Clair' }).click();
  await page.reload();
  await page.getByRole('heading', { name: 'Réglages' }).waitFor();
  expect(await page.locator('html').getAttribute('data-theme')).toBe('light');
});

test('a display on a wall shows every camera without scrolling', async () => {
  mock.api.scene = 'thousand';
  const page = await open('/wall', { viewport: WALL });
  await page.locator('.wall-tiles li').first().waitFor({ state: 'attached' });
  expect(await page.locator('.wall-tiles li').count()).toBe(1000);
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(WALL.height);
  await shoot(page, 'wall-3840');
});

test('the first view is small', async () => {
  const page = await browser.newPage();
  const sizes = new Map<string, Promise<number>>();
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.startsWith('/api/')) return;
    sizes.set(
      pathname,
      response.body().then((body) => gzipSync(body).length),
    );
  });
  await page.goto(mock.url);
  await page.locator('.problem').first().waitFor();
  const bytes = await Promise.all(sizes.values());
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(FIRST_VIEW_BYTES);
  expect(sizes.size).toBeGreaterThan(3);
});

test('the page talks to its own server only, under the strictest policy', async () => {
  const page = await browser.newPage();
  const misdeeds = watchMisdeeds(page, mock.url);
  for (const path of PAGES) {
    await page.goto(mock.url + path);
    await page.locator('main h1').waitFor({ state: 'attached' });
  }
  await page.goto(`${mock.url}/cameras/hall`);
  await page.locator('.latency-chart canvas').waitFor();
  expect(misdeeds).toEqual({ foreignRequests: [], errors: [] });
});

describe.each([
  ['dark', 'en-GB', 1440],
  ['light', 'fr-FR', 1440],
  ['light', 'en-GB', 390],
  ['dark', 'fr-FR', 390],
] as const)('in %s, %s, %i pixels wide', (colorScheme, locale, width) => {
  test.each(PAGES)('%s can be used by everybody and is not cut', async (path) => {
    const page = await open(path, { colorScheme, locale, viewport: { width, height: 900 } });
    await page.locator('main h1').waitFor({ state: 'attached' });
    await page
      .locator('main [role="status"].skeleton, main .loading')
      .waitFor({ state: 'detached' });
    expect(await violations(page)).toEqual([]);
    expect(await overflows(page)).toBe(false);
    await shoot(page, `${nameOf(path)}-${colorScheme}-${locale.slice(0, 2)}-${width}`);
  });
});
