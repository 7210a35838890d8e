import { gzipSync } from 'node:zlib';

import type { Page, Response } from 'playwright-core';
import { expect, test } from 'vitest';

import { CAMERA, readRows, watchMisdeeds } from './browser.ts';
import { overflows, shoot, violations } from './looks.ts';
import { MOCK_PASSWORD } from './mock/accounts.ts';
import { PAGES, setStage } from './stage.ts';

/** What the first view may weigh over the wire, compressed. */
const FIRST_VIEW_BYTES = 200_000;

/** A display on a wall. */
const WALL = { width: 3840, height: 2160 };

const stage = setStage();

test('problems come first, then what works, by name', async () => {
  const page = await stage.open();
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
  const page = await stage.open('/cameras', { colorScheme: 'light' });
  await page.locator(CAMERA).first().waitFor();
  expect(await readRows(page)).toHaveLength(9);
  await shoot(page, 'light');
});

test.each([320, 390, 768, 1279, 1280])(
  'a screen of %i pixels shows every camera without scrolling sideways',
  async (width) => {
    stage.mock.api.scene = 'cache-down';
    const page = await stage.open('/cameras', {
      locale: 'fr-FR',
      viewport: { width, height: 844 },
    });
    await page.locator(CAMERA).first().waitFor();
    expect(await readRows(page)).toHaveLength(9);
    expect(await overflows(page)).toBe(false);
    await shoot(page, `width-${width}`);
  },
);

test('an API that goes away is told, the data is kept, and the page recovers by itself', async () => {
  const page = await stage.open();
  await page.locator(CAMERA).first().waitFor();

  stage.mock.api.scene = 'unreachable';
  await page.getByRole('alert').getByText('No answer from the server.').waitFor();
  await page.locator('main[data-stale="true"]').waitFor();
  expect(await readRows(page)).toHaveLength(9);
  await expect.poll(() => page.title()).toBe('gare-de-lyon · API away');
  await shoot(page, 'api-away');

  stage.mock.api.scene = 'site';
  await page.getByRole('alert').waitFor({ state: 'detached' });
  await page.locator('main[data-stale="false"]').waitFor();
});

test('a page opened while the database is down says what the API says and fills itself later', async () => {
  stage.mock.api.scene = 'database-down';
  const page = await stage.open();
  await page.getByText('The API waits for gare-de-lyon-postgres.').waitFor();
  await page.getByText('There is no data yet.').waitFor();
  await shoot(page, 'no-data');

  stage.mock.api.scene = 'site';
  await page.locator(CAMERA).first().waitFor();
});

test('views are not available while the cache is down', async () => {
  stage.mock.api.scene = 'cache-down';
  const page = await stage.open('/cameras', { locale: 'fr-FR' });
  await page.locator(CAMERA).first().waitFor();
  expect(new Set((await readRows(page)).map((row) => row.views))).toEqual(
    new Set(['N/A (cache HS)']),
  );
  expect(await violations(page)).toEqual([]);
  await shoot(page, 'cache-down-fr');
});

test('a site without cameras says where to add one', async () => {
  stage.mock.api.scene = 'empty';
  const page = await stage.open();
  await page.getByRole('heading', { name: 'This site has no cameras yet.' }).waitFor();
  await shoot(page, 'empty');
});

test('the filter lives in the address', async () => {
  const page = await stage.open('/cameras?q=acces');
  await page.locator(CAMERA).first().waitFor();
  expect((await readRows(page)).map((row) => row.name)).toEqual(['entrance']);

  await page.getByRole('searchbox').fill('refused');
  await expect
    .poll(async () => (await readRows(page)).map((row) => row.name))
    .toEqual(['ticket-office']);
  expect(new URL(page.url()).search).toBe('?q=refused');
});

test('of a thousand cameras those near the screen are drawn, and all are found', async () => {
  stage.mock.api.scene = 'thousand';
  const page = await stage.open();
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
  const page = await stage.open();
  await page.locator('[data-camera="hall"][data-state="Up"]').waitFor();
  await expect.poll(() => stage.mock.api.stream.listeners()).toBe(1);
  const cameras = await fetch(`${stage.mock.url}/api/v1/cameras/hall`);
  const hall = (await cameras.json()) as Record<string, unknown>;
  stage.mock.api.stream.tell('camera', { ...hall, state: 'Down', reason: 'Timeout' });
  await page.locator('[data-camera="hall"][data-state="Down"]').waitFor();
});

test('all tabs of a browser share one connection, and when its tab is closed another takes over', async () => {
  const before = stage.mock.api.stream.opened();
  const browser = await stage.browser.newContext({ locale: 'en-GB' });
  const [first, second] = [await browser.newPage(), await browser.newPage()];
  await first.goto(`${stage.mock.url}/cameras`);
  await expect.poll(() => stage.mock.api.stream.listeners()).toBe(1);
  await second.goto(`${stage.mock.url}/cameras`);
  await second.locator('[data-camera="hall"][data-state="Up"]').waitFor();
  const answer = await fetch(`${stage.mock.url}/api/v1/cameras/hall`);
  const hall = (await answer.json()) as Record<string, unknown>;
  const tell = (state: string) => {
    stage.mock.api.stream.tell('camera', { ...hall, state, reason: 'Timeout' });
  };
  const sees = async (page: Page, state: string) => {
    // Told again and again: a list that was asked for before may come after it.
    await expect
      .poll(() => {
        tell(state);
        return page.locator(`[data-camera="hall"][data-state="${state}"]`).count();
      })
      .toBe(1);
  };
  await sees(first, 'Down');
  await sees(second, 'Down');
  expect(stage.mock.api.stream.opened() - before).toBe(1);

  await first.close();
  await expect.poll(() => stage.mock.api.stream.opened() - before).toBe(2);
  await expect.poll(() => stage.mock.api.stream.listeners()).toBe(1);
  await sees(second, 'Degraded');
});

test('a server without a stream is read every few seconds', async () => {
  stage.mock.api.scene = 'no-stream';
  const page = await stage.open();
  await page.locator('.live[data-status="live"]').waitFor();
  stage.mock.api.scene = 'empty';
  await page.getByRole('heading', { name: 'This site has no cameras yet.' }).waitFor();
});

test('who is not known signs in, and comes where he wanted to go', async () => {
  Object.assign(stage.mock.api.session, {
    anonymousRead: false,
    name: null,
    role: null,
    kind: null,
  });
  const page = await stage.open('/cameras?state=Degraded');
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
  const page = await stage.open('/alerts');
  const alert = page.getByRole('listitem').filter({ hasText: 'Camera ticket-office is down' });
  await alert.getByRole('button', { name: 'Acknowledge' }).click();
  await page.getByLabel('Comment').fill('On the way');
  await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge' }).click();
  await alert.getByText('On the way').waitFor();
});

test('a camera is tried before it is entered', async () => {
  const page = await stage.open('/cameras');
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

test('a camera is added, changed and removed', async () => {
  const page = await stage.open('/cameras');
  await page.getByRole('link', { name: 'Add a camera' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('quay-3');
  await page.getByLabel('URL').fill('10.20.1.40/live');
  await page.getByRole('button', { name: 'Add' }).click();
  await page.getByText('It has no scheme; write rtsp:// before it.').waitFor();
  expect(await page.getByLabel('URL').getAttribute('aria-invalid')).toBe('true');
  expect(await violations(page)).toEqual([]);
  await page.getByLabel('URL').fill('rtsp://10.20.1.40/live');
  await page.getByRole('button', { name: 'Add' }).click();
  await page.getByRole('heading', { name: 'quay-3' }).waitFor();

  await page.getByRole('link', { name: 'Change' }).click();
  await page.getByLabel('Name for people').fill('Quay 3');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Quay 3' }).waitFor();

  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByText('9 cameras').waitFor();
});

test('who was slower is told, and nothing of the other is lost', async () => {
  const page = await stage.open('/cameras/roof/edit');
  await page.getByLabel('Location').fill('North side');
  const entered = stage.mock.api.owned.definitions.get('roof');
  if (entered === undefined) throw new Error('the mock has no roof');
  stage.mock.api.owned.definitions.set('roof', { ...entered, version: entered.version + 1 });
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('It was changed meanwhile; look at it again.').waitFor();
  expect(await page.getByLabel('Location').inputValue()).toBe('North side');
});

test('a sheet is looked at before it is imported', async () => {
  const page = await stage.open('/import');
  const sheet = (rows: string) => ({
    name: 'cameras.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`name,url\n${rows}`),
  });
  await page.getByLabel('Sheet (CSV)').setInputFiles(sheet('dock-1,10.0.0.1\n'));
  await page.getByText('One place in the sheet is wrong. Nothing was imported.').waitFor();
  expect(await page.getByRole('button', { name: 'Import' }).count()).toBe(0);
  expect(await violations(page)).toEqual([]);
  await shoot(page, 'import-refused');
  await page.getByLabel('Sheet (CSV)').setInputFiles(sheet('dock-1,rtsp://10.0.0.1/a\n'));
  await page.getByRole('heading', { name: 'What it would do' }).waitFor();
  expect(stage.mock.api.owned.definitions.has('dock-1')).toBe(false);
  await page.getByRole('button', { name: 'Import' }).click();
  await page.getByRole('heading', { name: 'Done' }).waitFor();
  expect(stage.mock.api.owned.definitions.delete('dock-1')).toBe(true);
});

test('maintenance is planned from the page of a camera', async () => {
  const page = await stage.open('/cameras/hall');
  await page.getByRole('link', { name: 'Plan maintenance' }).click();
  await page.getByLabel('Reason').fill('New lens');
  await page.getByRole('button', { name: 'Plan', exact: true }).click();
  await page.getByText('New lens').waitFor();
});

test('the language and the colours are chosen here and kept', async () => {
  const page = await stage.open('/settings');
  await page.getByRole('button', { name: 'Français' }).click();
  await page.getByRole('heading', { name: 'Réglages' }).waitFor();
  await page.getByRole('button', { name: 'Clair' }).click();
  await page.reload();
  await page.getByRole('heading', { name: 'Réglages' }).waitFor();
  expect(await page.locator('html').getAttribute('data-theme')).toBe('light');
});

test('a display on a wall shows every camera without scrolling', async () => {
  stage.mock.api.scene = 'thousand';
  const page = await stage.open('/wall', { viewport: WALL });
  await page.locator('.wall-tiles li').first().waitFor({ state: 'attached' });
  expect(await page.locator('.wall-tiles li').count()).toBe(1000);
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(WALL.height);
  await shoot(page, 'wall-3840');
});

test('the first view is small', async () => {
  const page = await stage.browser.newPage();
  const sizes = new Map<string, Promise<number>>();
  const weigh = (response: Response) => {
    const { pathname } = new URL(response.url());
    if (pathname.startsWith('/api/')) return;
    sizes.set(
      pathname,
      response.body().then((body) => gzipSync(body).length),
    );
  };
  page.on('response', weigh);
  await page.goto(stage.mock.url);
  await page.locator('.problem').first().waitFor();
  page.off('response', weigh);
  const bytes = await Promise.all(sizes.values());
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(FIRST_VIEW_BYTES);
  expect(sizes.size).toBeGreaterThan(3);
});

test('the page talks to its own server only, under the strictest policy', async () => {
  const page = await stage.browser.newPage();
  const misdeeds = watchMisdeeds(page, stage.mock.url);
  for (const path of PAGES) {
    await page.goto(stage.mock.url + path);
    await page.locator('main h1').waitFor({ state: 'attached' });
  }
  await page.goto(`${stage.mock.url}/cameras/hall`);
  await page.locator('.latency-chart canvas').waitFor();
  expect(misdeeds).toEqual({ foreignRequests: [], errors: [] });
});
