import type { UseQueryResult } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';

import type { History } from '../../api/history.ts';
import { useI18n } from '../../i18n/I18nContext.ts';

const LatencyChart = lazy(() => import('./LatencyChart.tsx'));

/** How fast the camera answered; the chart's library is loaded for it. */
export function Latency({ query }: { query: UseQueryResult<History> }) {
  const { t } = useI18n();
  if (query.data === undefined) return null;
  const known = query.data.buckets.some(({ latencyAvgMs }) => latencyAvgMs !== null);
  return (
    <div className="latency">
      <h3>{t.camera.latency}</h3>
      {known ? (
        <Suspense fallback={null}>
          <LatencyChart history={query.data} />
        </Suspense>
      ) : (
        <p className="muted">{t.camera.noLatency}</p>
      )}
    </div>
  );
}
