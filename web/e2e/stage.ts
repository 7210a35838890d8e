import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import Axe, { source as AXE } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';

import { launchBrowser } from './browser.ts';
import { startMockServer, type MockServer } from './mock/server.ts';

const SCREENSHOT_DIR = process.env['SCREENSHOT_DIR'];

/** Every page. */
export const PAGES = [
  '/',
  '/?plan=niveau-1',
  '/cameras',
  '/cameras?view=grid',
  '/cameras/ticket-office',
  '/cameras/roof/edit',
  '/add',
  '/import',
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

/** The built page, the mock that serves it, and a browser: one of each for the tests of a file. */
export interface Stage {
  browser: Browser;
  mock: MockServer;
  /** Opens an address of the page in a browser of its own: nothing is kept from another test. */
  open: (path?: string, options?: BrowserContextOptions) => Promise<Page>;
}

/** Sets the stage for the tests of the file that calls it. */
export function setStage(): Stage {
  const stage = {} as Stage;

  beforeAll(async () => {
    const [browser, mock] = await Promise.all([launchBrowser(), startMockServer()]);
    Object.assign(stage, { browser, mock });
    if (SCREENSHOT_DIR !== undefined) mkdirSync(SCREENSHOT_DIR, { recursive: true });
  });

  beforeEach(() => {
    stage.mock.api.scene = 'site';
    Object.assign(stage.mock.api.session, {
      anonymousRead: true,
      name: 'jane',
      role: 'Admin',
      kind: 'Password',
    });
  });

  afterEach(async () => {
    await Promise.all(stage.browser.contexts().map((context) => context.close()));
  });

  afterAll(async () => {
    await stage.browser.close();
    await stage.mock.close();
  });

  stage.open = async (path = '/cameras', options = {}) => {
    const page = await stage.browser.newPage({
      locale: 'en-GB',
      colorScheme: 'dark',
      // Colours that are on their way to others would be measured half-way.
      reducedMotion: 'reduce',
      viewport: { width: 1440, height: 900 },
      ...options,
    });
    await page.goto(stage.mock.url + path);
    return page;
  };
  return stage;
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
