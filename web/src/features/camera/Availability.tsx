import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { getReport } from '../../api/reports.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { formatShare } from '../../lib/number.ts';
import { useTimeSetting } from '../../lib/TimeContext.ts';
import { keys } from '../../live/keys.ts';
import { RANGE_MS, type Range } from './range.ts';

const REFRESH_MS = 60_000;

/** The camera's availability over the range, and how much of it is known. */
export function Availability({ camera, range }: { camera: string; range: Range }) {
  const { t, locale } = useI18n();
  const { format } = useTimeSetting();
  const { data } = useQuery({
    queryKey: [...keys.reports, 'camera', camera, range],
    queryFn: ({ signal }) => {
      const from = new Date(Date.now() - RANGE_MS[range]).toISOString();
      return getReport({ from, by: 'Camera', camera }, signal);
    },
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
  const [line] = data?.items ?? [];
  const share = (value: number | null | undefined) =>
    value === null || value === undefined ? t.none : formatShare(value, locale);
  return (
    <dl className="figures">
      <div>
        <dt>{t.camera.availability}</dt>
        <dd>{share(line?.availability)}</dd>
      </div>
      <div>
        <dt>{t.camera.downTime}</dt>
        <dd>{line === undefined ? t.none : format.duration(line.downMs)}</dd>
      </div>
      <div>
        <dt>{t.camera.coverage}</dt>
        <dd>{share(line?.coverage)}</dd>
      </div>
    </dl>
  );
}
