import type { Browser, Page } from 'playwright-core';

/** A task of the thread that runs a page, in milliseconds. */
export interface Task {
  /** By the clock: what a reader waits for. */
  tookMs: number;
  /** Of the processor: what is left of it on a machine that does nothing else. */
  workMs: number;
}

/** Tells of tasks, and of little else. */
const CATEGORIES = ['disabled-by-default-devtools.timeline'];

/** What Chromium calls the thread of a page. */
const THREAD = 'CrRendererMain';

/** An event of a trace; times are in microseconds. */
interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  dur?: number;
  tdur?: number;
  args: { name?: string };
}

/** Watches the thread of a page until what it returns is called. One page at a time. */
export async function watchTasks(browser: Browser, page: Page): Promise<() => Promise<Task[]>> {
  await browser.startTracing(page, { categories: CATEGORIES });
  return async () => {
    const trace = JSON.parse((await browser.stopTracing()).toString('utf8')) as {
      traceEvents: TraceEvent[];
    };
    return busiest(trace.traceEvents);
  };
}

/** Processor time of all of them. */
export function workOf(tasks: readonly Task[]): number {
  return tasks.reduce((sum, { workMs }) => sum + workMs, 0);
}

/** The tasks of that thread of a page which worked most: Chromium keeps others for pages to come. */
function busiest(events: readonly TraceEvent[]): Task[] {
  const threads = new Map<string, Task[]>();
  const keyOf = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;
  for (const event of events) {
    if (event.name === 'thread_name' && event.args.name === THREAD) threads.set(keyOf(event), []);
  }
  for (const event of events) {
    if (event.name !== 'RunTask') continue;
    const { dur = 0, tdur = 0 } = event;
    threads.get(keyOf(event))?.push({ tookMs: dur / 1000, workMs: tdur / 1000 });
  }
  const sorted = [...threads.values()].sort((a, b) => workOf(b) - workOf(a));
  const [most] = sorted;
  if (most === undefined) throw new Error(`the trace has no thread ${THREAD}`);
  return most;
}
