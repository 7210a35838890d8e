import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';

import { getReport, GROUPINGS, reportPath, type ReportQuery } from '../../api/reports.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { useNow } from '../../lib/useNow.ts';
import { useTimeSetting } from '../../lib/TimeContext.ts';
import { keys } from '../../live/keys.ts';
import { useLive } from '../../live/LiveContext.ts';
import { QueryView } from '../../ui/QueryView.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { boundsOf, parsePeriod, PERIODS } from './period.ts';
import { ReportTable } from './ReportTable.tsx';

/** The report is read anew in this interval, in milliseconds. */
const STEP_MS = 5 * 60_000;

/** How available cameras and zones were, to look at and for a spreadsheet. */
export function Component() {
  const { t } = useI18n();
  const { format } = useTimeSetting();
  const [params, setParams] = useSearchParams();
  const timeZone = useLive().snapshot?.summary.timeZone ?? '';
  const now = useNow(STEP_MS);
  const period = parsePeriod(params.get('period'));
  const by = GROUPINGS.find((word) => word === params.get('by')) ?? 'Zone';
  const query = useMemo<ReportQuery>(
    () => ({ ...boundsOf(period, now, timeZone), by }),
    [period, now, timeZone, by],
  );
  const report = useQuery({
    queryKey: [...keys.reports, query],
    queryFn: ({ signal }) => getReport(query, signal),
    placeholderData: keepPreviousData,
  });
  const choose = (name: string, value: string) => {
    setParams(
      (before) => {
        before.set(name, value);
        return before;
      },
      { replace: true },
    );
  };
  return (
    <>
      <header className="page-head">
        <h1>{t.reports.title}</h1>
        <div className="page-tools">
          <a className="button" href={reportPath(query, 'csv')} download>
            {t.reports.csv}
          </a>
          <button
            type="button"
            onClick={() => {
              window.print();
            }}
          >
            {t.ui.print}
          </button>
        </div>
      </header>
      <div className="toolbar">
        <Segments
          label={t.reports.period}
          value={period}
          options={PERIODS.map((option) => [option, t.reports.periods[option]] as const)}
          onChange={(value) => {
            choose('period', value);
          }}
        />
        <Segments
          label={t.reports.by}
          value={by}
          options={GROUPINGS.map((option) => [option, t.scopes[option]] as const)}
          onChange={(value) => {
            choose('by', value);
          }}
        />
      </div>
      <QueryView query={report}>
        {({ from, to, items }) => (
          <>
            <p className="muted">{t.maintenance.fromTo(format.moment(from), format.moment(to))}</p>
            <ReportTable items={items} by={by} />
            <p className="muted">{t.reports.explained}</p>
          </>
        )}
      </QueryView>
    </>
  );
}
