import { join } from 'node:path';

import Axe, { source as AXE } from 'axe-core';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';

const SCREENSHOT_DIR = process.env['SCREENSHOT_DIR'];

/** Who looks, where a test does not say otherwise. */
export const READER = {
  locale: 'en-GB',
  colorScheme: 'dark',
  // Colours that are on their way to others would be measured half-way.
  reducedMotion: 'reduce',
  viewport: { width: 1440, height: 900 },
} as const satisfies BrowserContextOptions;

/** A desk, a phone and a wall. */
const SIZES = [
  READER.viewport,
  { width: 390, height: 900 },
  { width: 2560, height: 1440 },
] as const;

/** Languages with the colours that they are looked at in, at each size. */
export const LOOKS = [
  ['en-GB', ['dark', 'light', 'dark']],
  ['fr-FR', ['light', 'dark', 'light']],
] as const;

/** Every page that a site has, by the name of a camera and of a floor plan. */
export function pagesOf({ camera, plan }: { camera: string; plan: string }): string[] {
  return [
    '/',
    `/?plan=${plan}`,
    '/cameras',
    '/cameras?view=grid',
    `/cameras/${camera}`,
    '/add',
    '/import',
    '/try',
    '/alerts',
    '/maintenance',
    `/maintenance?camera=${camera}`,
    '/reports',
    '/shift',
    '/settings?tab=display',
    '/settings?tab=account',
    '/settings?tab=users',
    '/settings?tab=tokens',
    '/settings?tab=about',
    '/wall',
  ];
}

/** Looks at an open page at every size: everybody can use it, nothing is cut, and there is a picture of it. */
export async function lookAt(
  page: Page,
  path: string,
  locale: string,
  schemes: readonly ('dark' | 'light')[],
  ready: (page: Page) => Promise<void> = settled,
): Promise<void> {
  for (const [index, size] of SIZES.entries()) {
    const colorScheme = schemes[index] ?? 'light';
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(size);
    await ready(page);
    const shown = `${colorScheme}, ${size.width} pixels wide`;
    expect(await violations(page), shown).toEqual([]);
    expect(await overflows(page), shown).toBe(false);
    await shoot(page, `${nameOf(path)}-${colorScheme}-${locale.slice(0, 2)}-${size.width}`);
  }
}

/** For files of pictures. */
function nameOf(path: string): string {
  return path.replace(/[^a-z]+/g, '-').replace(/^-|-$/g, '') || 'overview';
}

/** Keeps a picture where `SCREENSHOT_DIR` says so. */
export async function shoot(page: Page, name: string): Promise<void> {
  if (SCREENSHOT_DIR === undefined) return;
  await page.screenshot({ path: join(SCREENSHOT_DIR, `${name}.png`), fullPage: true });
}

/** Waits until nothing on the page is still being read. */
export async function settled(page: Page): Promise<void> {
  await page.locator('main h1').waitFor({ state: 'attached' });
  await expect.poll(() => page.locator('main :is(.skeleton, .loading)').count()).toBe(0);
}

/** What axe finds against its rules, WCAG 2.2 AA among them, one line each. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof Axe };
    const { violations: found } = await axe.run(document, { resultTypes: ['violations'] });
    return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
  });
}

/** Whether one would have to scroll sideways. */
export async function overflows(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth;
  });
}
