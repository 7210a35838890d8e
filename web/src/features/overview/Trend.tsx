import { useQuery } from '@tanstack/react-query';

import { getReport } from '../../api/reports.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { formatShare } from '../../lib/number.ts';
import { useNow } from '../../lib/useNow.ts';
import { keys } from '../../live/keys.ts';
import type { Snapshot } from '../../live/site.ts';
import { DownLine } from './DownLine.tsx';
import { countedEvents, downOverTime, lastHour } from './outages.ts';
import { useEvents } from './useEvents.ts';

const HOURS = 24;
const MINUTE_MS = 60_000;
const REPORT_MS = 5 * MINUTE_MS;

/** How the site did over the last day. */
export function Trend({ snapshot: { summary, cameras } }: { snapshot: Snapshot }) {
  const { t, locale } = useI18n();
  const now = useNow(MINUTE_MS);
  const events = useEvents().data;
  const report = useQuery({
    queryKey: [...keys.reports, 'trend'],
    queryFn: ({ signal }) => {
      const from = new Date(Date.now() - HOURS * 60 * MINUTE_MS).toISOString();
      return getReport({ from, by: 'Site' }, signal);
    },
    refetchInterval: REPORT_MS,
  });
  const share = report.data?.items[0]?.availability ?? null;
  const hour = lastHour(events?.items ?? [], now);
  return (
    <section className="panel trend" aria-labelledby="trend">
      <h2 id="trend">{t.overview.trend}</h2>
      {events !== undefined && (
        <>
          <DownLine
            points={downOverTime(countedEvents(events.items, cameras), summary.down, {
              now,
              hours: HOURS,
              complete: events.nextCursor === null,
            })}
            from={now - HOURS * 60 * MINUTE_MS}
            to={now}
          />
          <p>{t.overview.lastHour(hour.failed, hour.recovered)}</p>
        </>
      )}
      {share !== null && (
        <p>
          {t.overview.availability} <strong>{formatShare(share, locale)}</strong>
        </p>
      )}
    </section>
  );
}
