import { useDeferredValue, useMemo } from 'react';
import { Link } from 'react-router';

import { useI18n } from '../../i18n/I18nContext.ts';
import { useMediaQuery } from '../../lib/useMediaQuery.ts';
import { useLive } from '../../live/LiveContext.ts';
import type { Snapshot } from '../../live/site.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useMay } from '../session/SessionContext.ts';
import { CameraFilters } from './CameraFilters.tsx';
import { CameraGrid } from './CameraGrid.tsx';
import { CameraTable } from './CameraTable.tsx';
import { isFiltered, select, tagsOf, withoutFilter, zonesOf } from './query.ts';
import { useCameraQuery } from './useCameraQuery.ts';

/** Where the columns of the table fit. */
const WIDE = '(width >= 64rem)';

/** All cameras of the site, to filter, search and sort. */
export function Component() {
  const { snapshot, failure } = useLive();
  const { t } = useI18n();
  const operator = useMay('Operator');
  const admin = useMay('Admin');
  return (
    <>
      <header className="page-head">
        <h1>{t.cameras.title}</h1>
        <div className="page-tools">
          {operator && (
            <Link className="button" to="/try">
              {t.attempt.title}
            </Link>
          )}
          {admin && (
            <Link className="button" to="/add">
              {t.entering.addTitle}
            </Link>
          )}
        </div>
      </header>
      {snapshot === null && failure === null && <Skeleton />}
      {snapshot !== null &&
        (snapshot.cameras.length === 0 ? (
          <Empty title={t.cameras.emptyTitle} help={t.cameras.emptyHelp}>
            {admin && (
              <p>
                <Link to="/import">{t.entering.importTitle}</Link>
              </p>
            )}
          </Empty>
        ) : (
          <Cameras snapshot={snapshot} />
        ))}
    </>
  );
}

function Cameras({ snapshot }: { snapshot: Snapshot }) {
  const { t, locale } = useI18n();
  const wide = useMediaQuery(WIDE);
  const [query, change] = useCameraQuery();
  const settled = useDeferredValue(query);
  const { cameras, summary, total } = snapshot;
  const zones = useMemo(() => zonesOf(cameras, locale), [cameras, locale]);
  const tags = useMemo(() => tagsOf(cameras, locale), [cameras, locale]);
  const shown = useMemo(() => select(cameras, settled, t, locale), [cameras, settled, t, locale]);
  return (
    <>
      <CameraFilters
        query={query}
        onChange={change}
        zones={zones}
        tags={tags}
        summary={summary}
        wide={wide}
      />
      <p className="camera-count" role="status">
        {t.cameras.shown(shown.length, cameras.length)}{' '}
        {isFiltered(query) && (
          <button
            type="button"
            className="link"
            onClick={() => {
              change(withoutFilter(query));
            }}
          >
            {t.cameras.clearFilter}
          </button>
        )}
      </p>
      {total > cameras.length && (
        <p className="camera-incomplete">{t.cameras.incomplete(cameras.length, total)}</p>
      )}
      {shown.length === 0 && <Empty title={t.cameras.noMatch} help={t.cameras.noMatchHelp} />}
      {shown.length > 0 &&
        (wide && query.view === 'table' ? (
          <CameraTable cameras={shown} summary={summary} query={query} onChange={change} />
        ) : (
          <CameraGrid cameras={shown} summary={summary} />
        ))}
    </>
  );
}
