import type { Browser, Page, Request } from 'playwright-core';

import { round, watchMachine, type Business } from './machine.ts';
import { newReader } from './reader.ts';
import { quantile } from './series.ts';
import type { BenchSite } from './site.ts';
import { watchTasks, workOf } from './tasks.ts';

/** A page and by what one sees that it can be used. */
interface View {
  path: string;
  /** There and nothing of {@link BUSY} is. */
  usable: string;
}

/** What stands for something that is still being read. */
const BUSY = 'main :is(.skeleton, .loading)';

const VIEWS = {
  overview: { path: '/', usable: '.problem' },
  cameras: { path: '/cameras', usable: '.camera-table [data-camera]' },
  bare: { path: '/bare.html', usable: 'h1' },
  react: { path: '/react.html', usable: 'h1' },
} as const satisfies Record<string, View>;

type Name = keyof typeof VIEWS;
const NAMES = Object.keys(VIEWS) as Name[];

/** Rounds in which the page's thread is watched. */
const TRACED = 3;

/** Milliseconds from the start of the navigation until the page could be used. */
interface Milliseconds {
  median: number;
  best: number;
  /** The 90th percentile. */
  high: number;
}

export interface FirstView {
  rounds: number;
  /** Bytes over the wire, bodies compressed as nginx sends them, of the overview. */
  bytes: number;
  requests: number;
  milliseconds: Record<Name, Milliseconds>;
  /** Processor time of the page's thread until then, of {@link TRACED} more rounds: watching it takes time itself. */
  workMs: Record<Name, number>;
  machine: Business;
}

/**
 * Opens each page `rounds` times in a browser that knows nothing of it, in turn: the machine is the same for all. The
 * bare page loads what the overview was seen to load.
 */
export async function measureFirstView(
  browser: Browser,
  site: BenchSite,
  rounds: number,
): Promise<FirstView> {
  const { paths, bytes } = await whatIsLoaded(browser, site);
  site.setLimit(paths);
  const times: Record<Name, number[]> = { overview: [], cameras: [], bare: [], react: [] };
  const machine = watchMachine();
  for (let count = 0; count < rounds; count += 1) {
    for (const name of NAMES) times[name].push(await open(browser, site, VIEWS[name]));
  }
  const busy = machine();
  const works: Record<Name, number[]> = { overview: [], cameras: [], bare: [], react: [] };
  for (let count = 0; count < TRACED; count += 1) {
    for (const name of NAMES) works[name].push(await workUntilUsable(browser, site, VIEWS[name]));
  }
  const milliseconds = each((name) => summary(times[name]));
  const workMs = each((name) => round(quantile(works[name]), 0));
  return { rounds, bytes, requests: paths.length, milliseconds, workMs, machine: busy };
}

function each<Value>(value: (name: Name) => Value): Record<Name, Value> {
  return Object.fromEntries(NAMES.map((name) => [name, value(name)])) as Record<Name, Value>;
}

function summary(times: readonly number[]): Milliseconds {
  const at = (part: number) => round(quantile(times, part), 0);
  return { median: at(0.5), best: at(0), high: at(0.9) };
}

async function open(browser: Browser, site: BenchSite, view: View): Promise<number> {
  const page = await newReader(browser);
  try {
    return await usableAfter(page, site, view);
  } finally {
    await page.context().close();
  }
}

async function workUntilUsable(browser: Browser, site: BenchSite, view: View): Promise<number> {
  const page = await newReader(browser);
  const tasks = await watchTasks(browser, page);
  await usableAfter(page, site, view);
  const done = await tasks();
  await page.context().close();
  return workOf(done);
}

/** Milliseconds from the navigation's start until what makes `view` usable has been painted. */
async function usableAfter(page: Page, site: BenchSite, { path, usable }: View): Promise<number> {
  await page.goto(site.url + path, { waitUntil: 'commit' });
  return page.evaluate(
    ([wanted, busy]) =>
      new Promise<number>((resolve) => {
        const painted = () => {
          setTimeout(() => {
            resolve(performance.now());
          });
        };
        const look = () => {
          const there = document.querySelector(wanted) !== null;
          const done = there && document.querySelector(busy) === null;
          requestAnimationFrame(done ? painted : look);
        };
        look();
      }),
    [usable, BUSY] as const,
  );
}

/** What the overview asks for until it can be used, but for the stream, which does not end. */
async function whatIsLoaded(
  browser: Browser,
  site: BenchSite,
): Promise<{ paths: string[]; bytes: number }> {
  const page = await newReader(browser);
  const asked: Request[] = [];
  page.on('requestfinished', (request) => asked.push(request));
  await usableAfter(page, site, VIEWS.overview);
  const sizes = await Promise.all(asked.map((request) => request.sizes()));
  const bytes = sizes.reduce((sum, size) => sum + size.responseBodySize, 0);
  const paths = asked.map((request) => request.url().slice(site.url.length));
  await page.context().close();
  return { paths, bytes };
}
