import { randomBytes } from 'node:crypto';

import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { CAMERA, launchBrowser, readRows, watchMisdeeds, type Misdeeds } from './browser.ts';
import { bringBack, requireTestCluster, restore, secretOf, takeAway, unplug } from './demo.ts';
import { camerasOfApi, siteUrl } from './liveSite.ts';
import { lookAt, LOOKS, overflows, pagesOf, READER, shoot, violations } from './looks.ts';

/** How long the cluster may take until something is seen on the page: pods start, probes fail thrice. */
const CLUSTER = { timeout: 120_000 };

/** A bucket of the past is there a minute after its five have ended. */
const BUCKET = { timeout: 420_000 };

/** Of examples/demo.yaml: works, and has a place on the floor plan. */
const CAMERA_UP = 'hall';
const PLAN = 'ground-floor';

type SignedIn = NonNullable<BrowserContextOptions['storageState']>;

const base = siteUrl();
let browser: Browser;
let password: string;
/** The administrator's cookie, from the test that signs in on. */
let admin: SignedIn;

/** What the pages of the test at hand did that they must not. */
let misdeeds: Misdeeds[] = [];

/** Opens an address of the page in a browser of its own. */
async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await browser.newPage({ ...READER, ...options });
  misdeeds.push(watchMisdeeds(page, base.origin));
  await page.goto(new URL(path, base).href);
  return page;
}

/** Opens it as the administrator. */
function openAsAdmin(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  return open(path, { storageState: admin, ...options });
}

function inState(page: Page, state: string): Locator {
  return page.locator(`[data-camera="${CAMERA_UP}"][data-state="${state}"]`).first();
}

/** Leaves a mark on a page, and says whether it is still there: a page that was loaded anew has lost it. */
async function markOf(page: Page): Promise<() => Promise<boolean>> {
  await page.evaluate(() => {
    document.documentElement.dataset['mark'] = '';
  });
  return async () => (await page.locator('html[data-mark]').count()) === 1;
}

function viewsOf(page: Page): Promise<Set<string>> {
  return readRows(page).then((rows) => new Set(rows.map(({ views }) => views)));
}

beforeAll(async () => {
  await requireTestCluster();
  password = await secretOf('admin-password');
  browser = await launchBrowser();
});

afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  // Every page talks to its own server only, and breaks no rule of it.
  const found = misdeeds.filter((one) => one.foreignRequests.length + one.errors.length > 0);
  misdeeds = [];
  expect(found).toEqual([]);
});

afterAll(async () => {
  await browser.close();
  await restore();
});

test('who may look without signing in signs in to do more', async () => {
  const page = await open('/cameras');
  await page.locator(CAMERA).first().waitFor();
  const attempt = page.getByRole('link', { name: 'Try a camera' });
  expect(await attempt.count()).toBe(0);

  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByLabel('Name').fill('admin');
  await page.getByLabel('Password').fill(`not ${password}`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
  expect(await violations(page)).toEqual([]);
  await shoot(page, 'stack-login');

  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('.account').getByText('admin').waitFor();
  await page.getByRole('link', { name: 'Cameras', exact: true }).click();
  await attempt.waitFor();
  admin = await page.context().storageState();
});

test('the floor plan shows its cameras by their state', async () => {
  const page = await open('/');
  const plan = page.locator('.plan');
  await plan.locator(`[data-camera="${CAMERA_UP}"][data-state="Up"]`).waitFor();
  await plan.locator('[data-camera="closed-port"][data-problem="true"]').waitFor();
  const width = () => plan.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth);
  await expect.poll(width).toBeGreaterThan(0);
  await plan.locator('[data-camera="garbage"]').click();
  await page.getByRole('heading', { name: 'Ticket office' }).waitFor();
});

test('a camera that fails, and comes back, is seen without a reload', async () => {
  const page = await open('/cameras');
  await inState(page, 'Up').waitFor();
  const untouched = await markOf(page);
  await unplug(CAMERA_UP);
  await inState(page, 'Down').waitFor(CLUSTER);
  await shoot(page, 'stack-down');
  await restore();
  await inState(page, 'Up').waitFor(CLUSTER);
  expect(await untouched()).toBe(true);
});

test('a filter is an address that shows the same to everybody', async () => {
  const page = await open('/cameras');
  await page.getByRole('button', { name: /^Down/ }).click();
  const down = (await camerasOfApi(base)).filter(({ state }) => state === 'Down');
  const names = async (where: Page) => (await readRows(where)).map(({ name }) => name).sort();
  const expected = down.map(({ name }) => name).sort();
  expect(expected).toContain('closed-port');
  await expect.poll(() => names(page)).toEqual(expected);

  const other = await open(`/cameras${new URL(page.url()).search}`);
  await other.locator(CAMERA).first().waitFor();
  expect(await names(other)).toEqual(expected);
  await page.getByRole('searchbox').fill('platform c');
  await expect.poll(() => names(page)).toEqual(['closed-port']);
  expect(new URL(page.url()).searchParams.get('q')).toBe('platform c');
});

test('maintenance is planned from the page of a camera, seen, and ended', async () => {
  const page = await openAsAdmin(`/cameras/${CAMERA_UP}`);
  await page.getByRole('link', { name: 'Plan maintenance' }).click();
  const reason = `New lens ${randomBytes(4).toString('hex')}`;
  await page.getByLabel('Reason').fill(reason);
  await page.getByRole('button', { name: 'Plan', exact: true }).click();
  const planned = page.getByRole('listitem').filter({ hasText: reason });
  await planned.waitFor();
  await shoot(page, 'stack-maintenance');
  const cameras = await open('/cameras');
  await inState(cameras, 'Maintenance').waitFor(CLUSTER);
  await planned.getByRole('button', { name: 'End now' }).click();
  await inState(cameras, 'Up').waitFor(CLUSTER);
});

/** Tells the API of an alert as Alertmanager does. */
async function tellAlert(alert: Record<string, unknown>): Promise<void> {
  const response = await fetch(new URL('/api/v1/alerts/webhook', base), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await secretOf('alerts-token')}`,
    },
    body: JSON.stringify({ version: '4', alerts: [alert] }),
  });
  expect(response.status).toBe(200);
}

test('an alert comes by itself, is acknowledged with a comment, and is over when it is', async () => {
  const page = await openAsAdmin('/alerts');
  await page.getByRole('heading', { name: 'Alerts' }).waitFor();
  const fingerprint = randomBytes(8).toString('hex');
  const firing = {
    status: 'firing',
    fingerprint,
    labels: { alertname: 'CameraDown', severity: 'critical', camera: 'closed-port' },
    annotations: { summary: `Camera closed-port is down (${fingerprint})` },
    startsAt: new Date().toISOString(),
    endsAt: '0001-01-01T00:00:00Z',
  };
  await tellAlert(firing);
  const alert = page.getByRole('listitem').filter({ hasText: fingerprint });
  await alert.getByRole('button', { name: 'Acknowledge' }).click(CLUSTER);
  await page.getByLabel('Comment').fill('On the way');
  await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge' }).click();
  await alert.getByText('Acknowledged by admin').waitFor();
  await alert.getByText('On the way').waitFor();
  await shoot(page, 'stack-acknowledged');
  await tellAlert({ ...firing, status: 'resolved', endsAt: new Date().toISOString() });
  await page.locator('.alert[data-over="true"]').filter({ hasText: fingerprint }).waitFor(CLUSTER);
});

test('views are not available while the cache is down, in both languages', async () => {
  const page = await open('/cameras');
  const french = await open('/cameras', { locale: 'fr-FR', viewport: { width: 390, height: 844 } });
  await Promise.all([page, french].map((one) => one.locator(CAMERA).first().waitFor()));
  await takeAway('statefulset/redis');
  await expect.poll(() => viewsOf(page), CLUSTER).toEqual(new Set(['N/A (cache down)']));
  await expect.poll(() => viewsOf(french), CLUSTER).toEqual(new Set(['N/A (cache HS)']));
  await page.getByText('The cache is down: views are not counted.').waitFor();
  expect(await overflows(french)).toBe(false);
  await shoot(page, 'stack-cache-down');
  await shoot(french, 'stack-cache-down-fr-390');
  await bringBack();
  await expect
    .poll(async () => [...(await viewsOf(page))].every((views) => /^\d/.test(views)), CLUSTER)
    .toBe(true);
});

test('an API that is away is told, the data is kept, and the page recovers by itself', async () => {
  const page = await open('/cameras');
  await page.locator('.live[data-status="live"]').waitFor();
  const cameras = (await readRows(page)).length;
  const untouched = await markOf(page);
  await takeAway('deployment/api');
  await page.locator('main[data-stale="true"]').waitFor(CLUSTER);
  await page.getByRole('alert').getByText('The API is away.').waitFor();
  expect(await readRows(page)).toHaveLength(cameras);
  await expect.poll(() => page.title()).toMatch(/ · API away$/);
  await shoot(page, 'stack-api-away');
  await bringBack();
  await page.locator('main[data-stale="false"]').waitFor(CLUSTER);
  await page.locator('.live[data-status="live"]').waitFor(CLUSTER);
  expect(await untouched()).toBe(true);
});

describe.each(LOOKS)('in %s', (locale, schemes) => {
  test.each(pagesOf({ camera: CAMERA_UP, plan: PLAN }))(
    '%s can be used by everybody and is not cut',
    async (path) => {
      const page = await openAsAdmin(path, { locale });
      await lookAt(page, path, locale, schemes);
    },
  );
});

// The last one: by now there is a past.
test('the page of a camera has its past, its facts, and a probe on demand', async () => {
  const page = await openAsAdmin(`/cameras/${CAMERA_UP}`);
  await page.getByRole('heading', { name: 'Hall 1' }).waitFor();
  await page.getByRole('img', { name: /^States over time: .*Up/ }).waitFor(BUCKET);
  await page.locator('.latency-chart canvas').waitFor(BUCKET);
  // A day comes in buckets of five minutes.
  const box = await page.locator('.timeline svg').getAttribute('viewBox');
  expect(Number(box?.split(' ')[2])).toBeGreaterThanOrEqual(24 * 12);
  await page.getByText('H264').first().waitFor();
  await page.getByRole('button', { name: 'Probe now' }).click();
  await page.locator('.probe-result').getByText('Up', { exact: true }).waitFor();
  await shoot(page, 'stack-camera');
});
