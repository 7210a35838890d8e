import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';

import { watchMisdeeds } from './browser.ts';
import { overflows, shoot, violations } from './looks.ts';
import { setStage } from './stage.ts';

/** How far a marker may be from where it belongs, in pixels: browsers round. */
const NEAR = 1;

/** What a finger hits, in pixels. */
const TOUCH = 24;

/** Cameras of the fixtures with their parts of the plan's width and height. */
const PLACES = [
  ['hall', 0.22, 0.3],
  ['ticket-office', 0.5, 0.62],
  ['vault-wrong-password', 0.97, 0.06],
] as const;

const stage = setStage();

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('it is not to be seen');
  return box;
}

function onPlan(page: Page, camera: string): Locator {
  return page.locator(`.plan [data-camera="${camera}"]`);
}

test.each([1920, 1280, 390])(
  'on a screen of %i pixels cameras stand where they are on the plan',
  async (width) => {
    const page = await stage.open('/', { viewport: { width, height: 900 } });
    await onPlan(page, 'hall').waitFor();
    for (const [camera, x, y] of PLACES) {
      const plan = await boxOf(page.locator('.plan img'));
      expect(plan.width / plan.height).toBeCloseTo(16 / 9, 1);
      const marker = await boxOf(onPlan(page, camera));
      expect(Math.min(marker.width, marker.height)).toBeGreaterThanOrEqual(TOUCH);
      const [left, top] = [marker.x + marker.width / 2, marker.y + marker.height / 2];
      expect(Math.abs(left - plan.x - x * plan.width), camera).toBeLessThan(NEAR);
      expect(Math.abs(top - plan.y - y * plan.height), camera).toBeLessThan(NEAR);
      await onPlan(page, camera).focus();
      const label = await boxOf(page.locator('.plan :focus + .marker-label'));
      expect(label.x).toBeGreaterThanOrEqual(0);
      expect(label.x + label.width).toBeLessThanOrEqual(width);
      expect(await overflows(page)).toBe(false);
    }
  },
);

test('a camera that is down stands above one that works, and leads to its page', async () => {
  const page = await stage.open('/');
  const vault = await boxOf(onPlan(page, 'vault'));
  const down = await boxOf(onPlan(page, 'ticket-office'));
  expect(Math.abs(vault.x - down.x)).toBeLessThan(vault.width);
  await onPlan(page, 'ticket-office').click();
  await page.getByRole('heading', { name: 'Ticket office' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/cameras/ticket-office');
});

test.each(['dark', 'light'] as const)(
  'labels can be read by everybody (%s)',
  async (colorScheme) => {
    const page = await stage.open('/', { colorScheme });
    await page.locator('.map-room .marker').first().waitFor();
    await onPlan(page, 'ticket-office').focus();
    await page.locator('.plan :focus + .marker-label').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.locator('.map-room [data-camera="tunnel"]').focus();
    await page.locator('.map-room :focus + .marker-label').waitFor();
    expect(await violations(page)).toEqual([]);
    await shoot(page, `places-${colorScheme}`);
  },
);

test('the map shows its cameras under the strictest policy, with tiles and without', async () => {
  const page = await stage.browser.newPage();
  const misdeeds = watchMisdeeds(page, stage.mock.url);
  await page.goto(stage.mock.url);
  const map = page.getByRole('group', { name: 'Map of the cameras' });
  await map.locator('.leaflet-tile-loaded').first().waitFor();
  await map.getByText('© Cartographers & <b>sons</b>', { exact: true }).waitFor();
  const frame = await boxOf(map);
  for (const camera of ['entrance', 'tunnel', 'car-park']) {
    const marker = await boxOf(map.locator(`[data-camera="${camera}"]`));
    expect(marker.x).toBeGreaterThan(frame.x);
    expect(marker.x + marker.width).toBeLessThan(frame.x + frame.width);
    expect(marker.y).toBeGreaterThan(frame.y);
    expect(marker.y + marker.height).toBeLessThan(frame.y + frame.height);
  }
  await map.getByRole('button', { name: 'Zoom in' }).click();
  expect(misdeeds).toEqual({ foreignRequests: [], errors: [] });

  await page.route('**/tiles/**', (route) => route.abort());
  await page.reload();
  await map.getByRole('link', { name: /^Tunnel: Down/ }).click();
  await page.getByRole('heading', { name: 'Tunnel' }).waitFor();
});

test('the wheel scrolls the page until one is in the map', async () => {
  const page = await stage.open('/');
  const map = page.getByRole('group', { name: 'Map of the cameras' });
  await map.locator('.leaflet-tile-loaded').first().waitFor();
  const spread = async () => {
    const [west, east] = [
      map.locator('[data-camera="car-park"]'),
      map.locator('[data-camera="tunnel"]'),
    ];
    return Math.round((await boxOf(east)).x - (await boxOf(west)).x);
  };
  const before = await spread();
  await map.hover();
  await page.mouse.wheel(0, -100);
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(0);
  expect(await spread()).toBe(before);
  await map.focus();
  await map.hover();
  await page.mouse.wheel(0, -100);
  await expect.poll(spread).toBeGreaterThan(before);
});

test('an image that is not there is told, and its cameras can be gone to', async () => {
  const page = await stage.open('/?plan=niveau-2', { locale: 'fr-FR' });
  await page.getByText('spec.web.floorPlans').waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'niveau-0' }).click();
  await onPlan(page, 'hall').waitFor();
  expect(new URL(page.url()).search).toBe('?plan=niveau-0');
});
