const formats = new Map<string, Intl.NumberFormat>();

/** A number as people of `locale` write it. The formatter is kept: making one costs more than a row of the table. */
export function formatNumber(value: number, locale: string): string {
  let format = formats.get(locale);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale);
    formats.set(locale, format);
  }
  return format.format(value);
}

/** A share from 0 to 1 as per cent, rounded down: what was away for a moment never reads as 100 %. */
export function formatShare(share: number, locale: string): string {
  const percent = Math.floor(share * 10_000 + 1e-6) / 100;
  return `${new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(percent)}\u00a0%`;
}
