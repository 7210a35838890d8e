export const RANGES = ['24h', '7d', '30d'] as const;

export type Range = (typeof RANGES)[number];

const HOUR_MS = 3_600_000;

/** Length in milliseconds. */
export const RANGE_MS: Record<Range, number> = {
  '24h': 24 * HOUR_MS,
  '7d': 7 * 24 * HOUR_MS,
  '30d': 30 * 24 * HOUR_MS,
};

/** The range of the address; the shortest where it names none. */
export function parseRange(word: string | null): Range {
  return RANGES.find((range) => range === word) ?? '24h';
}
