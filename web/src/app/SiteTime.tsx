import { useMemo, type ReactNode } from 'react';

import { useI18n } from '../i18n/I18nContext.ts';
import { createTimeFormat } from '../lib/time.ts';
import { TimeContext } from '../lib/TimeContext.ts';
import { useLive } from '../live/LiveContext.ts';

/** Shows every time beneath in the zone of the site, and ages by the server's clock. */
export function SiteTime({ children }: { children: ReactNode }) {
  const { t, locale } = useI18n();
  const { snapshot } = useLive();
  const timeZone = snapshot?.summary.timeZone ?? '';
  const clockOffsetMs = snapshot?.clockOffsetMs ?? 0;
  const time = useMemo(
    () => ({ format: createTimeFormat(locale, timeZone, t.justNow), clockOffsetMs }),
    [locale, timeZone, t.justNow, clockOffsetMs],
  );
  return <TimeContext value={time}>{children}</TimeContext>;
}
