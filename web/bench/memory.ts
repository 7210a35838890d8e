import type { Browser, CDPSession, Page } from 'playwright-core';

import { round, watchMachine, type Business } from './machine.ts';
import { newReader } from './reader.ts';
import { slopeOf } from './series.ts';
import type { BenchSite } from './site.ts';

/** Cameras that change a second: each of a thousand about once a minute, which no site that works does. */
const CHANGES = 20;

/** Measured so many times, and what comes before counts as warming up. */
const SAMPLES = 30;
const WARM_UP = 3;

/** Growth over the measured time that is not told from none, as a part of what there is. */
const FLAT = 0.05;

/** The pages that people leave open. */
const PAGES = { overview: '/', table: '/cameras' } as const;
type Name = keyof typeof PAGES;
const NAMES = Object.keys(PAGES) as Name[];

/** What is counted, after garbage has been collected. */
interface Sample {
  minutes: number;
  heapMb: number;
  nodes: number;
  listeners: number;
}

/** How a count went over time. */
interface Course {
  first: number;
  last: number;
  /** Of the line through all samples after the warm-up. */
  perMinute: number;
  /** Half of the interval that holds the true slope in 95 of 100 cases. */
  error: number;
  flat: boolean;
}

type Counted = 'heapMb' | 'nodes' | 'listeners';
const COUNTED: readonly Counted[] = ['heapMb', 'nodes', 'listeners'];

export interface Memory {
  minutes: number;
  changes: number;
  pages: Record<Name, Record<Counted, Course> & { samples: Sample[] }>;
  machine: Business;
}

/** Leaves pages open for `minutes` while cameras change all the time. */
export async function measureMemory(
  browser: Browser,
  site: BenchSite,
  minutes: number,
): Promise<Memory> {
  const open = await Promise.all(NAMES.map((name) => openPage(browser, site.url + PAGES[name])));
  const samples: Record<Name, Sample[]> = { overview: [], table: [] };
  const machine = watchMachine();
  const stop = site.play(CHANGES);
  const started = Date.now();
  const step = (minutes * 60_000) / SAMPLES;
  for (let count = 0; count <= SAMPLES; count += 1) {
    await new Promise((resolve) => setTimeout(resolve, started + count * step - Date.now()));
    for (const [index, name] of NAMES.entries()) {
      const session = open[index]?.session;
      if (session !== undefined) samples[name].push(await sample(session, started));
    }
  }
  const pages = Object.fromEntries(
    NAMES.map((name) => [name, { ...courses(samples[name]), samples: samples[name] }]),
  ) as Memory['pages'];
  await Promise.all(open.map(({ page }) => page.context().close()));
  return { minutes, changes: stop(), pages, machine: machine() };
}

async function openPage(
  browser: Browser,
  url: string,
): Promise<{ page: Page; session: CDPSession }> {
  const page = await newReader(browser);
  await page.goto(url);
  await page.locator('[data-camera]').first().waitFor();
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return { page, session };
}

async function sample(session: CDPSession, started: number): Promise<Sample> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const value = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? NaN;
  return {
    minutes: round((Date.now() - started) / 60_000),
    heapMb: round(value('JSHeapUsedSize') / 1e6),
    nodes: value('Nodes'),
    listeners: value('JSEventListeners'),
  };
}

function courses(samples: readonly Sample[]): Record<Counted, Course> {
  const warm = samples.slice(WARM_UP);
  return Object.fromEntries(
    COUNTED.map((what) => [what, course(warm.map((one) => [one.minutes, one[what]]))]),
  ) as Record<Counted, Course>;
}

function course(points: readonly (readonly [number, number])[]): Course {
  const [[from, first] = [NaN, NaN], [to, last] = [NaN, NaN]] = [points.at(0), points.at(-1)];
  const { slope, error } = slopeOf(points);
  const flat = slope - error <= 0 || slope * (to - from) <= FLAT * first;
  return { first, last, perMinute: round(slope, 4), error: round(error, 4), flat };
}
