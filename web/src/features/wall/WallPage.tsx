import { useMemo } from 'react';
import { Link } from 'react-router';

import { SiteTime } from '../../app/SiteTime.tsx';
import type { Camera } from '../../api/types.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { RelativeTime } from '../../lib/RelativeTime.tsx';
import { useLive } from '../../live/LiveContext.ts';
import type { Snapshot } from '../../live/site.ts';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { AlertChainNotice } from '../alerts/AlertChainNotice.tsx';
import { problemsFirst } from '../cameras/order.ts';
import { StateBadge } from '../cameras/StateBadge.tsx';
import { stateLabel, whyLabel } from '../cameras/words.ts';
import { PROBLEM_STATES } from '../overview/zones.ts';
import { useSession } from '../session/SessionContext.ts';
import { AwayBanner } from '../site/AwayBanner.tsx';
import { Notices } from '../site/Notices.tsx';
import { SiteHeader } from '../site/SiteHeader.tsx';
import { StateCounts } from '../site/StateCounts.tsx';
import { usePageTitle } from '../site/usePageTitle.ts';

/** As many problems as can be read from afar. */
const SHOWN = 8;

/** The site for a display on a wall: to be read from afar, nothing to click. */
export function Component() {
  const { t } = useI18n();
  const { snapshot, failure } = useLive();
  const kiosk = useSession().session === 'Kiosk';
  usePageTitle();
  return (
    <SiteTime>
      <div className="wall" data-stale={failure !== null}>
        <SiteHeader />
        {failure !== null && (
          <AwayBanner failure={failure} dataFrom={snapshot?.summary.generatedAt ?? null} />
        )}
        <Notices />
        <AlertChainNotice />
        <main id="main">
          <h1 className="visually-hidden">{t.nav.wall}</h1>
          {snapshot === null ? failure === null && <Skeleton /> : <Board snapshot={snapshot} />}
        </main>
        {!kiosk && (
          <nav className="wall-leave" aria-label={t.nav.label}>
            <Link to="/">{t.wall.leave}</Link>
          </nav>
        )}
      </div>
    </SiteTime>
  );
}

function Board({ snapshot: { summary, cameras } }: { snapshot: Snapshot }) {
  const { t, locale } = useI18n();
  const sorted = useMemo(() => problemsFirst(cameras, locale), [cameras, locale]);
  const problems = sorted.filter(({ state }) => PROBLEM_STATES.includes(state));
  return (
    <>
      <StateCounts summary={summary} />
      {problems.length === 0 ? (
        <p className="wall-well">{t.overview.allWell(cameras.length)}</p>
      ) : (
        <ul className="wall-problems" aria-label={t.overview.problems}>
          {problems.slice(0, SHOWN).map((camera) => (
            <Problem key={camera.id} camera={camera} />
          ))}
        </ul>
      )}
      {problems.length > SHOWN && (
        <p className="wall-more">{t.overview.moreProblems(problems.length - SHOWN)}</p>
      )}
      <ul className="wall-tiles" aria-label={t.cameras.title}>
        {sorted.map(({ id, displayName, state }) => (
          <li key={id} data-state={state} title={`${displayName}: ${stateLabel(state, t)}`}>
            <span className="visually-hidden">{`${displayName}: ${stateLabel(state, t)}`}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Problem({ camera }: { camera: Camera }) {
  const { t } = useI18n();
  const { displayName, zone, state, since } = camera;
  return (
    <li data-state={state}>
      <StateBadge state={state} />
      <strong>{displayName}</strong>
      <span className="muted">{zone}</span>
      <span className="wall-why">{whyLabel(camera, t)}</span>
      <RelativeTime at={since} />
    </li>
  );
}
