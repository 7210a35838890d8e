import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';

import { launchBrowser } from './browser.ts';
import { pagesOf, READER } from './looks.ts';
import { startMockServer, type MockServer } from './mock/server.ts';

/** Every page, with cameras and plans of the made-up site. */
export const PAGES = [
  ...pagesOf({ camera: 'ticket-office', plan: 'niveau-1' }),
  '/cameras/roof/edit',
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
      ...READER,
      ...options,
    });
    await page.goto(stage.mock.url + path);
    return page;
  };
  return stage;
}
