import type { Availability } from '../../api/reports.ts';

/** The worst first; of what nothing is known stands last. */
export function worstFirst(items: readonly Availability[], locale: string): Availability[] {
  const names = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });
  return items.toSorted(
    (a, b) =>
      (a.availability ?? 2) - (b.availability ?? 2) ||
      b.downMs - a.downMs ||
      names.compare(a.name, b.name),
  );
}
