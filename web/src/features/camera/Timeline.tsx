import type { UseQueryResult } from '@tanstack/react-query';

import type { Bucket, History } from '../../api/history.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { useTimeSetting } from '../../lib/TimeContext.ts';
import { QueryView } from '../../ui/QueryView.tsx';
import { piecesOf, secondsOf, TIMELINE_STATES } from './timeline.ts';

const HEIGHT = 40;

/** The camera's states over time: a bar a bucket, in it the states by their share. */
export function Timeline({ query }: { query: UseQueryResult<History> }) {
  return <QueryView query={query}>{(history) => <Bars history={history} />}</QueryView>;
}

function Bars({ history }: { history: History }) {
  const { t } = useI18n();
  const { format } = useTimeSetting();
  const { buckets } = history;
  const sum = (state: (typeof TIMELINE_STATES)[number]) =>
    buckets.reduce((seconds, bucket) => seconds + secondsOf(bucket)[state], 0);
  const told = TIMELINE_STATES.map((state) => [state, sum(state)] as const)
    .filter(([, seconds]) => seconds > 0)
    .map(([state, seconds]) => `${t.states[state]} ${format.duration(seconds * 1000)}`);
  const legend = told.length === 0 ? t.camera.nothingKnown : told.join(', ');
  return (
    <figure className="timeline">
      <svg
        viewBox={`0 0 ${buckets.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t.camera.timeline(legend)}
      >
        {buckets.map((bucket, index) => (
          <Bar key={bucket.at} bucket={bucket} index={index} />
        ))}
      </svg>
      <figcaption>
        <time dateTime={history.from}>{format.brief(history.from)}</time>
        <span>{legend}</span>
        <time dateTime={history.to}>{format.brief(history.to)}</time>
      </figcaption>
    </figure>
  );
}

function Bar({ bucket, index }: { bucket: Bucket; index: number }) {
  const { format } = useTimeSetting();
  const { t } = useI18n();
  const pieces = piecesOf(bucket);
  const seconds = secondsOf(bucket);
  const told = pieces.map(
    ({ state }) => `${t.states[state]} ${format.duration(seconds[state] * 1000)}`,
  );
  return (
    <g>
      <title>{`${format.brief(bucket.at)}: ${told.join(', ') || t.camera.nothingKnown}`}</title>
      <rect className="bar-empty" x={index} y={0} width={1} height={HEIGHT} />
      {pieces.map(({ state, from, to }) => (
        <rect
          key={state}
          data-state={state}
          x={index}
          y={(1 - to) * HEIGHT}
          width={1}
          height={(to - from) * HEIGHT}
        />
      ))}
    </g>
  );
}
