import { writeFileSync } from 'node:fs';

import { launchBrowser } from '../e2e/browser.ts';
import { measureFirstView } from './firstView.ts';
import { measureMemory } from './memory.ts';
import { measureScrolling } from './scrolling.ts';
import { startSite } from './site.ts';

/** Measures all there is to measure, memory for so many minutes if any, and writes it to a file as JSON. Called by scripts/bench.mjs. */
export async function measure(file: string, minutes: number, rounds: number): Promise<void> {
  const browser = await launchBrowser();
  const site = await startSite();
  try {
    const firstView = await measureFirstView(browser, site, rounds);
    const scrolling = await measureScrolling(browser, site);
    const memory = minutes > 0 ? await measureMemory(browser, site, minutes) : undefined;
    const result = { browser: browser.version(), cameras: site.cameras };
    writeFileSync(file, JSON.stringify({ ...result, firstView, scrolling, memory }));
  } finally {
    await browser.close();
    site.stop();
  }
}
