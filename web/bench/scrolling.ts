import type { Browser, Page } from 'playwright-core';

import { round, watchMachine, type Business } from './machine.ts';
import { newReader, VIEWPORT } from './reader.ts';
import { quantile } from './series.ts';
import type { BenchSite } from './site.ts';
import { watchTasks } from './tasks.ts';

/** Pixels a second: a row of the table every 10 ms. */
const SPEED = 4000;

/** Cameras that change a second meanwhile. */
const CHANGES = 20;

/** Makes a bare page as high as a list of a thousand, which has nothing to do while it is scrolled. */
const CONTROL = '/bare.html';

interface Scrolled {
  pixels: number;
  seconds: number;
  /** Tasks of the page's thread by the clock, and by what they took of the processor themselves. */
  took: Long;
  work: Long;
  /** Between two frames: the 99th percentile. */
  frameMs: number;
  machine: Business;
}

/** How many tasks took longer than so many milliseconds, and how long the longest took. */
interface Long {
  over50: number;
  over100: number;
  longestMs: number;
}

export type Scrolling = Record<'table' | 'grid' | 'control', Scrolled>;

/** What a page has recorded since {@link recordFrames}. */
type Recording = Window & { frames: number[] };

/** Scrolls down and up again through all cameras, while some of them change. */
export async function measureScrolling(browser: Browser, site: BenchSite): Promise<Scrolling> {
  const stop = site.play(CHANGES);
  try {
    const table = await scroll(browser, site, '/cameras', '.camera-table [data-camera]');
    const grid = await scroll(browser, site, '/cameras?view=grid', '.camera-grid [data-camera]');
    site.setLimit([]);
    const control = await scroll(browser, site, CONTROL, 'h1', table.pixels / 2);
    return { table, grid, control };
  } finally {
    stop();
  }
}

async function scroll(
  browser: Browser,
  site: BenchSite,
  path: string,
  ready: string,
  height?: number,
): Promise<Scrolled> {
  const page = await newReader(browser);
  await page.goto(site.url + path);
  await page.locator(ready).first().waitFor();
  await page.waitForLoadState('load');
  if (height !== undefined) {
    await page.evaluate((pixels) => {
      document.body.style.height = `${pixels}px`;
    }, height);
  }
  await recordFrames(page);
  const tasks = await watchTasks(browser, page);
  const machine = watchMachine();
  const started = Date.now();
  const pixels = (await sweep(page, -1)) + (await sweep(page, 1));
  const seconds = round((Date.now() - started) / 1000, 1);
  const busy = machine();
  const frames = await page.evaluate(() => (window as unknown as Recording).frames);
  const done = await tasks();
  await page.context().close();
  return {
    pixels,
    seconds,
    took: longOf(done.map(({ tookMs }) => tookMs)),
    work: longOf(done.map(({ workMs }) => workMs)),
    frameMs: round(quantile(frames, 0.99), 0),
    machine: busy,
  };
}

function longOf(tasks: readonly number[]): Long {
  const over = (ms: number) => tasks.filter((task) => task > ms).length;
  const longest = tasks.reduce((most, task) => Math.max(most, task), 0);
  return { over50: over(50), over100: over(100), longestMs: round(longest, 0) };
}

/** From now on the page keeps how long its frames take, in milliseconds. */
async function recordFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    const frames: number[] = [];
    Object.assign(window, { frames });
    let last = performance.now();
    const frame = (now: number) => {
      frames.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

/** Scrolls to an end as a wheel does, and tells how far that was: down with -1, up with 1. */
async function sweep(page: Page, direction: 1 | -1): Promise<number> {
  const place = () => page.evaluate(() => window.scrollY);
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  const before = await place();
  const session = await page.context().newCDPSession(page);
  await session.send('Input.synthesizeScrollGesture', {
    x: VIEWPORT.width / 2,
    y: VIEWPORT.height / 2,
    yDistance: direction * height,
    speed: SPEED,
    gestureSourceType: 'mouse',
  });
  await session.detach();
  return Math.round(Math.abs((await place()) - before));
}
