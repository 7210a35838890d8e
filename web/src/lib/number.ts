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
