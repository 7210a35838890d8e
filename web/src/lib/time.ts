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

const DURATION_UNITS: readonly [string, number][] = [
  ['day', DAY_MS],
  ['hour', HOUR_MS],
  ['minute', MINUTE_MS],
  ['second', SECOND_MS],
];

/** Formats ages and moments in one language and time zone. */
export interface TimeFormat {
  /** `justNow`, `40 sec. ago`, `3 hr. ago`. An age below zero (clocks differ) is `justNow`. */
  age: (ageMs: number) => string;
  /** Date, time of day to the second and zone name; what is not a time comes back as it is. */
  moment: (rfc3339: string) => string;
  /** Day, month and time of day: for lists in which the year goes without saying. */
  brief: (rfc3339: string) => string;
  /** Time of day to the minute, with the zone's name. */
  clock: (atMs: number) => string;
  /** The two largest units: `2 days 3 hr`, `40 sec`. */
  duration: (milliseconds: number) => string;
}

/** @param timeZone IANA name; one that this browser does not know, and the empty one, is the browser's own zone */
export function createTimeFormat(locale: string, timeZone: string, justNow: string): TimeFormat {
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: 'short' });
  const absolute = createMomentFormat(locale, timeZone, MOMENT);
  const brief = createMomentFormat(locale, timeZone, BRIEF);
  const clock = createMomentFormat(locale, timeZone, CLOCK);
  const units = DURATION_UNITS.map(([unit, unitMs]) => ({
    unitMs,
    format: new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }),
  }));
  const written = (format: Intl.DateTimeFormat, rfc3339: string) => {
    const at = Date.parse(rfc3339);
    return Number.isNaN(at) ? rfc3339 : format.format(at);
  };
  return {
    age: (ageMs) => {
      if (ageMs < JUST_NOW_MS) return justNow;
      const [unit, unitMs] = RELATIVE_UNITS.find(([, ms]) => ageMs >= ms) ?? ['second', SECOND_MS];
      return relative.format(-Math.floor(ageMs / unitMs), unit);
    },
    moment: (rfc3339) => written(absolute, rfc3339),
    brief: (rfc3339) => written(brief, rfc3339),
    clock: (atMs) => clock.format(atMs),
    duration: (milliseconds) => {
      let left = Math.max(0, Math.round(milliseconds / SECOND_MS) * SECOND_MS);
      const parts: string[] = [];
      for (const { unitMs, format } of units) {
        const count = Math.floor(left / unitMs);
        left -= count * unitMs;
        const last = unitMs === SECOND_MS && parts.length === 0;
        if (count > 0 || last) parts.push(format.format(count));
        // A unit after the largest one is told only where it is the next smaller one.
        else if (parts.length > 0) break;
        if (parts.length === 2) break;
      }
      return parts.join(' ');
    },
  };
}

const CLOCK: Intl.DateTimeFormatOptions = {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
};

const BRIEF: Intl.DateTimeFormatOptions = {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
};

const MOMENT: Intl.DateTimeFormatOptions = {
  ...BRIEF,
  year: 'numeric',
  timeZoneName: 'short',
};

function createMomentFormat(
  locale: string,
  timeZone: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  if (timeZone !== '') {
    try {
      return new Intl.DateTimeFormat(locale, { ...options, timeZone });
    } catch {
      // RangeError: a zone that this browser's data lacks. The zone's name is printed, so nothing is misread.
    }
  }
  return new Intl.DateTimeFormat(locale, options);
}
