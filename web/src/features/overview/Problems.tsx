import { useMemo } from 'react';
import { Link } from 'react-router';

import type { Camera } from '../../api/types.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { RelativeTime } from '../../lib/RelativeTime.tsx';
import { useTimeSetting } from '../../lib/TimeContext.ts';
import { CameraName } from '../cameras/CameraRow.tsx';
import { problemsFirst } from '../cameras/order.ts';
import { StateBadge } from '../cameras/StateBadge.tsx';
import { whyLabel } from '../cameras/words.ts';
import { lastOutages } from './outages.ts';
import { useEvents } from './useEvents.ts';
import { PROBLEM_STATES } from './zones.ts';

/** More problems than this are left to the list of cameras. */
const SHOWN = 30;

/** Who is in trouble, since when, why, what to do, and how long it took the last time. */
export function Problems({ cameras }: { cameras: readonly Camera[] }) {
  const { t, locale } = useI18n();
  const events = useEvents().data?.items;
  const outages = useMemo(() => lastOutages(events ?? []), [events]);
  const problems = useMemo(
    () => problemsFirst(cameras, locale).filter(({ state }) => PROBLEM_STATES.includes(state)),
    [cameras, locale],
  );
  return (
    <section className="problems" aria-labelledby="problems">
      <h2 id="problems">
        {t.overview.problems} <span className="count-badge">{problems.length}</span>
      </h2>
      {problems.length === 0 ? (
        <p className="all-well">{t.overview.allWell(cameras.length)}</p>
      ) : (
        <ul>
          {problems.slice(0, SHOWN).map((camera) => (
            <Problem key={camera.id} camera={camera} outageMs={outages.get(camera.id)} />
          ))}
        </ul>
      )}
      {problems.length > SHOWN && (
        <Link className="more" to={`/cameras?state=${PROBLEM_STATES.join(',')}`}>
          {t.overview.moreProblems(problems.length - SHOWN)}
        </Link>
      )}
    </section>
  );
}

interface ProblemProps {
  camera: Camera;
  /** How long the last outage took, where there was one lately. */
  outageMs: number | undefined;
}

function Problem({ camera, outageMs }: ProblemProps) {
  const { t } = useI18n();
  const { format } = useTimeSetting();
  const { since, reason, zone } = camera;
  return (
    <li className="problem" data-state={camera.state} data-camera={camera.name}>
      <div className="problem-head">
        <StateBadge state={camera.state} />
        <span className="problem-name">
          <CameraName camera={camera} />
        </span>
        {zone !== '' && <span className="problem-zone">{zone}</span>}
        <span className="problem-since">
          <RelativeTime at={since} />
        </span>
      </div>
      <p className="problem-why">
        {whyLabel(camera, t) ?? t.overview.noReason}{' '}
        {reason === null ? null : t.reasons[reason]?.todo}
      </p>
      {outageMs !== undefined && (
        <p className="problem-last">{t.overview.lastOutage(format.duration(outageMs))}</p>
      )}
    </li>
  );
}
