const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Ages under this are "just now": probes and polls are seconds apart anyway. */
const JUST_NOW_MS = 2 * SECOND_MS;

const RELATIVE_UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', DAY_MS],
  ['hour', HOUR_MS],
  ['minute', MINUTE_MS],
];

/** Formats ages and moments in one language and time zone. */
export interface TimeFormat {
  /** `justNow`, `40 sec. ago`, `3 hr. ago`. An age below zero (clocks differ) is `justNow`. */
  age: (ageMs: number) => string;
  /** Date, time of day to the second and zone name; what is not a time comes back as it is. */
  moment: (rfc3339: string) => string;
}

/** @param timeZone IANA name; one that this browser does not know, and the empty one, is the browser's own zone */
export function createTimeFormat(locale: string, timeZone: string, justNow: string): TimeFormat {
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: 'short' });
  const absolute = createMomentFormat(locale, timeZone);
  return {
    age: (ageMs) => {
      if (ageMs < JUST_NOW_MS) return justNow;
      const [unit, unitMs] = RELATIVE_UNITS.find(([, ms]) => ageMs >= ms) ?? ['second', SECOND_MS];
      return relative.format(-Math.floor(ageMs / unitMs), unit);
    },
    moment: (rfc3339) => {
      const at = Date.parse(rfc3339);
      return Number.isNaN(at) ? rfc3339 : absolute.format(at);
    },
  };
}

function createMomentFormat(locale: string, timeZone: string): Intl.DateTimeFormat {
  const options: Intl.DateTimeFormatOptions = {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  };
  if (timeZone !== '') {
    try {
      return new Intl.DateTimeFormat(locale, { ...options, timeZone });
    } catch {
      // RangeError: a zone that this browser's data lacks. The zone's name is printed, so nothing is misread.
    }
  }
  return new Intl.DateTimeFormat(locale, options);
}
