import { useQuery } from '@tanstack/react-query';
import { useParams, useSearchParams } from 'react-router';

import { viewCamera } from '../../api/camera.ts';
import { statusOf } from '../../api/failure.ts';
import type { Camera } from '../../api/types.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { RelativeTime } from '../../lib/RelativeTime.tsx';
import { useLive } from '../../live/LiveContext.ts';
import { Empty } from '../../ui/Empty.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { StateBadge } from '../cameras/StateBadge.tsx';
import { Actions } from './Actions.tsx';
import { Availability } from './Availability.tsx';
import { Events } from './Events.tsx';
import { Facts } from './Facts.tsx';
import { Latency } from './Latency.tsx';
import { parseRange, RANGES } from './range.ts';
import { Timeline } from './Timeline.tsx';
import { useHistory } from './useHistory.ts';
import { Why } from './Why.tsx';

/** One camera: how it is, why, how it did, and what one may do. */
export function Component() {
  const { name = '' } = useParams();
  return <OneCamera key={name} name={name} />;
}

function OneCamera({ name }: { name: string }) {
  const { t } = useI18n();
  const { snapshot } = useLive();
  // Opening the page is one view; from then on the site's news keep it current.
  const view = useQuery({
    queryKey: ['view', name],
    queryFn: ({ signal }) => viewCamera(name, signal),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const listed = snapshot?.cameras.find((camera) => camera.name === name);
  const camera = listed ?? view.data;
  if (camera !== undefined) {
    return <Detail camera={camera} cache={snapshot?.summary.cache ?? 'ok'} />;
  }
  if (statusOf(view.error) === 404) {
    return <Empty title={t.camera.unknown(name)} help={t.camera.unknownHelp} />;
  }
  return view.error === null ? <Skeleton /> : <ErrorNote error={view.error} />;
}

function Detail({ camera, cache }: { camera: Camera; cache: string }) {
  const { t } = useI18n();
  const [params, setParams] = useSearchParams();
  const range = parseRange(params.get('range'));
  const history = useHistory(camera.name, range);
  return (
    <div className="camera" data-state={camera.state} data-camera={camera.name}>
      <header className="camera-head">
        <h1>{camera.displayName}</h1>
        <StateBadge state={camera.state} />
        <span className="camera-since">
          {t.camera.since} <RelativeTime at={camera.since} />
        </span>
        {camera.priority === 'Critical' && <span className="camera-priority">{t.critical}</span>}
      </header>
      <Why camera={camera} />
      <Actions camera={camera} />
      <section className="panel camera-past" aria-labelledby="past">
        <header className="panel-head">
          <h2 id="past">{t.camera.past}</h2>
          <Segments
            label={t.camera.range}
            value={range}
            options={RANGES.map((option) => [option, t.ranges[option]] as const)}
            onChange={(next) => {
              setParams(next === '24h' ? {} : { range: next }, { replace: true });
            }}
          />
        </header>
        <Availability camera={camera.name} range={range} />
        <Timeline query={history} />
        <Latency query={history} />
      </section>
      <Facts camera={camera} cache={cache} />
      <Events camera={camera.name} />
    </div>
  );
}
