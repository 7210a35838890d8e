import { useDeferredValue, useMemo } from 'react';

import { useI18n } from '../../i18n/I18nContext.ts';
import { useQueryParam } from '../../lib/useQueryParam.ts';
import type { Snapshot } from './liveSite.ts';
import { CameraFilter } from './CameraFilter.tsx';
import { CameraTable } from './CameraTable.tsx';
import { EmptySite } from './EmptySite.tsx';
import { matching } from './filter.ts';
import { problemsFirst } from './order.ts';

interface CamerasViewProps {
  snapshot: Snapshot;
  stale: boolean;
}

/** The site's cameras with the filter, which lives in the page's address as `?q=`. */
export function CamerasView({ snapshot, stale }: CamerasViewProps) {
  const { t, locale } = useI18n();
  const [query, setQuery] = useQueryParam('q');
  const settledQuery = useDeferredValue(query);
  const sorted = useMemo(() => problemsFirst(snapshot.cameras, locale), [snapshot.cameras, locale]);
  const shown = useMemo(() => matching(sorted, settledQuery, t), [sorted, settledQuery, t]);

  if (sorted.length === 0) return <EmptySite />;
  return (
    <>
      <div className="camera-toolbar">
        <CameraFilter query={query} onChange={setQuery} />
        <p className="camera-count" role="status">
          {t.cameras.shown(shown.length, sorted.length)}
        </p>
      </div>
      {snapshot.total > sorted.length && (
        <p className="camera-incomplete">{t.cameras.incomplete(sorted.length, snapshot.total)}</p>
      )}
      {shown.length === 0 ? (
        <div className="no-match">
          <p>{t.cameras.noMatch(settledQuery)}</p>
          <button
            type="button"
            onClick={() => {
              setQuery('');
            }}
          >
            {t.cameras.clearFilter}
          </button>
        </div>
      ) : (
        <CameraTable cameras={shown} summary={snapshot.summary} stale={stale} />
      )}
    </>
  );
}
