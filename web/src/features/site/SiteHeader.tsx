import { Link } from 'react-router';

import { useI18n } from '../../i18n/I18nContext.ts';
import { useTimeSetting } from '../../lib/TimeContext.ts';
import { useNow } from '../../lib/useNow.ts';
import { liveStatus, useLive } from '../../live/LiveContext.ts';
import { servingCount } from '../../live/site.ts';
import { LiveDot } from './LiveDot.tsx';

/** Which site this is, how it is in one figure, its time, and whether the page is current. */
export function SiteHeader() {
  const { t } = useI18n();
  const live = useLive();
  const status = liveStatus(live);
  const summary = live.snapshot?.summary ?? null;
  return (
    <header className="site-header" data-stale={status === 'away'}>
      <p className="site-name">
        <Link to="/">{summary?.site ?? t.header.unnamedSite}</Link>
      </p>
      {summary !== null && (
        <>
          <p className="site-city">{summary.city}</p>
          <p className="site-up">{t.header.camerasUp(servingCount(summary), summary.total)}</p>
          <SiteClock />
        </>
      )}
      <LiveDot status={status} updatedAt={summary?.generatedAt ?? null} />
    </header>
  );
}

/** The time at the site, in its own zone. */
function SiteClock() {
  const { t } = useI18n();
  const { format } = useTimeSetting();
  const now = useNow(60_000);
  return (
    <p className="site-clock">
      <span className="visually-hidden">{t.header.localTime}</span>
      <time dateTime={new Date(now).toISOString()}>{format.clock(now)}</time>
    </p>
  );
}
