import { instantOf, localField } from '../../lib/zone.ts';

export const PERIODS = ['24h', '7d', '30d', 'month', 'lastMonth', 'year'] as const;

export type Period = (typeof PERIODS)[number];

const DAY_MS = 24 * 3_600_000;

/** Lengths of those that end now, in milliseconds. */
const LENGTHS = { '24h': DAY_MS, '7d': 7 * DAY_MS, '30d': 30 * DAY_MS, year: 365 * DAY_MS };

/** The period of the address; thirty days where it names none. */
export function parsePeriod(word: string | null): Period {
  return PERIODS.find((period) => period === word) ?? '30d';
}

/** From when to when a period lasts (RFC 3339), on the clocks of the site; without an end it lasts until now. */
export function boundsOf(
  period: Period,
  now: number,
  timeZone: string,
): { from: string; to?: string } {
  if (period !== 'month' && period !== 'lastMonth') {
    return { from: new Date(now - LENGTHS[period]).toISOString() };
  }
  const [year = 0, month = 1] = localField(now, timeZone).split('-').map(Number);
  const first = (monthsBack: number) => {
    const day = new Date(Date.UTC(year, month - 1 - monthsBack, 1)).toISOString().slice(0, 10);
    return new Date(instantOf(`${day}T00:00`, timeZone)).toISOString();
  };
  return period === 'month' ? { from: first(0) } : { from: first(1), to: first(0) };
}
