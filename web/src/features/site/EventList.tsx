import { Link } from 'react-router';

import type { CameraEvent } from '../../api/events.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { useTimeSetting } from '../../lib/TimeContext.ts';
import { CameraReason } from '../cameras/CameraReason.tsx';
import { StateBadge } from '../cameras/StateBadge.tsx';
import { cameraPath } from '../cameras/words.ts';

interface EventListProps {
  /** Newest first. */
  events: readonly CameraEvent[];
  /** Tells of which camera each is. */
  named?: boolean;
}

/** Events in words, newest first. */
export function EventList({ events, named = false }: EventListProps) {
  const { t } = useI18n();
  if (events.length === 0) return <p className="muted">{t.events.none}</p>;
  return (
    <ol className="event-list">
      {events.map((event) => (
        <EventLine key={event.seq} event={event} named={named} />
      ))}
    </ol>
  );
}

function EventLine({ event, named }: { event: CameraEvent; named: boolean }) {
  const { t } = useI18n();
  const { format } = useTimeSetting();
  const { kind, camera, at, from, to, reason, message, previousDurationMs } = event;
  const state = kind === 'State' || kind === 'Verdict';
  return (
    <li data-state={to}>
      <time dateTime={at} title={format.moment(at)}>
        {format.brief(at)}
      </time>
      {named && <Link to={cameraPath(camera.name)}>{camera.name}</Link>}
      {state ? <StateBadge state={to} /> : <strong>{t.events.kinds[kind] ?? kind}</strong>}
      <span className="event-words">
        <CameraReason reason={reason} message={message} />
        {state && previousDurationMs !== null && (
          <span className="muted">
            {t.events.after(
              t.states[from as keyof typeof t.states],
              format.duration(previousDurationMs),
            )}
          </span>
        )}
      </span>
    </li>
  );
}
