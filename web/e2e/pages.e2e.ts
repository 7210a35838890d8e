import type { Page } from 'playwright-core';
import { describe, test } from 'vitest';

import { lookAt, LOOKS, settled } from './looks.ts';
import { PAGES, setStage } from './stage.ts';

/** What comes last on the overview, after all that it asks for. */
const ON_MAP = '.map-room .marker';

const stage = setStage();

async function drawn(page: Page): Promise<void> {
  await settled(page);
  if (new URL(page.url()).pathname === '/') await page.locator(ON_MAP).first().waitFor();
}

describe.each(LOOKS)('in %s', (locale, schemes) => {
  test.each(PAGES)('%s can be used by everybody and is not cut', async (path) => {
    const page = await stage.open(path, { locale });
    await lookAt(page, path, locale, schemes, drawn);
  });
});
