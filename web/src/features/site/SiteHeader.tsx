import { useI18n } from '../../i18n/I18nContext.ts';
import { LiveDot } from './LiveDot.tsx';
import { noticesOf } from './notices.ts';
import { StateCounts } from './StateCounts.tsx';
import { liveStatus, servingCount, type LiveSite } from '../cameras/liveSite.ts';

interface SiteHeaderProps {
  site: LiveSite;
}

export function SiteHeader({ site }: SiteHeaderProps) {
  const { t } = useI18n();
  const status = liveStatus(site);
  const summary = site.snapshot?.summary ?? null;
  const notices = summary === null ? [] : noticesOf(summary, t);
  return (
    <header className="site-header" data-stale={status === 'away'}>
      <div className="site-line">
        <h1>{summary?.site ?? t.header.unnamedSite}</h1>
        {summary !== null && <p className="site-city">{summary.city}</p>}
        {summary !== null && (
          <p className="site-up">{t.header.camerasUp(servingCount(summary), summary.total)}</p>
        )}
        <LiveDot status={status} updatedAt={summary?.generatedAt ?? null} />
      </div>
      {summary !== null && <StateCounts summary={summary} />}
      {notices.length > 0 && (
        <ul className="notices" aria-label={t.notices.label}>
          {notices.map((notice) => (
            <li key={notice}>{notice}</li>
          ))}
        </ul>
      )}
    </header>
  );
}
