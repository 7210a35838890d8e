import { describe, expect, test } from 'vitest';

import { overflows, PAGES, setStage, settled, shoot, violations } from './stage.ts';

/** A desk and a phone. */
const WIDTHS = [1440, 390] as const;

/** What comes last on the overview, after all that it asks for. */
const ON_MAP = '.map-room .marker';

const stage = setStage();

/** For files of pictures. */
function nameOf(path: string): string {
  return path.replace(/^\//, '').replace(/[^a-z]+/g, '-') || 'overview';
}

describe.each([
  ['en-GB', ['dark', 'light']],
  ['fr-FR', ['light', 'dark']],
] as const)('in %s', (locale, schemes) => {
  test.each(PAGES)('%s can be used by everybody and is not cut', async (path) => {
    const page = await stage.open(path, { locale });
    for (const [index, width] of WIDTHS.entries()) {
      const colorScheme = schemes[index] ?? 'light';
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await settled(page);
      if (new URL(page.url()).pathname === '/') await page.locator(ON_MAP).first().waitFor();
      const shown = `${colorScheme}, ${width} pixels wide`;
      expect(await violations(page), shown).toEqual([]);
      expect(await overflows(page), shown).toBe(false);
      await shoot(page, `${nameOf(path)}-${colorScheme}-${locale.slice(0, 2)}-${width}`);
    }
  });
});
