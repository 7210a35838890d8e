import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';

/** How busy the machine was while something was measured. */
export interface Business {
  /** Part of the time of all cores that was spent on anything at all. */
  busy: number;
  /** Part of the time that the host kept for others. */
  stolen: number;
  /** Processes that wanted to run, on the average of the last minute, when it began. */
  loadBefore: number;
}

/** Begins to watch the whole machine, and ends when what it returns is called. */
export function watchMachine(): () => Business {
  const loadBefore = loadavg()[0] ?? NaN;
  const before = readTimes();
  return () => {
    const after = readTimes();
    const spent = (index: number) => (after[index] ?? 0) - (before[index] ?? 0);
    const all = after.reduce((sum, _, index) => sum + spent(index), 0);
    // man proc_stat: user, nice, system, idle, iowait, irq, softirq, steal.
    return {
      busy: round((all - spent(3) - spent(4)) / all),
      stolen: round(spent(7) / all),
      loadBefore: round(loadBefore),
    };
  };
}

function readTimes(): number[] {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1);
  return line.trim().split(/\s+/).slice(1, 9).map(Number);
}

/** Two digits are all that such numbers are good for. */
export function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}
