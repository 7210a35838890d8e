import { useI18n } from '../../i18n/I18nContext.ts';
import { useLive } from '../../live/LiveContext.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Places } from '../places/Places.tsx';
import { StateCounts } from '../site/StateCounts.tsx';
import { Problems } from './Problems.tsx';
import { Trend } from './Trend.tsx';
import { Zones } from './Zones.tsx';

/** The site at a glance: what is wrong first. */
export function Component() {
  const { t } = useI18n();
  const { snapshot, failure } = useLive();
  return (
    <>
      <h1 className="visually-hidden">{t.nav.overview}</h1>
      {snapshot === null && failure === null && <Skeleton />}
      {snapshot?.cameras.length === 0 && (
        <Empty title={t.cameras.emptyTitle} help={t.cameras.emptyHelp} />
      )}
      {snapshot !== null && snapshot.cameras.length > 0 && (
        <div className="overview">
          <StateCounts summary={snapshot.summary} />
          <Problems cameras={snapshot.cameras} />
          <Places cameras={snapshot.cameras} />
          <aside className="overview-side">
            <Trend snapshot={snapshot} />
            <Zones cameras={snapshot.cameras} />
          </aside>
        </div>
      )}
    </>
  );
}
