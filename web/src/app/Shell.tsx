import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Suspense } from 'react';
import { Link, NavLink, Outlet } from 'react-router';

import { signOut } from '../api/session.ts';
import { useAlerts } from '../features/alerts/useAlerts.ts';
import { AlertChainNotice } from '../features/alerts/AlertChainNotice.tsx';
import { useMay, useSession } from '../features/session/SessionContext.ts';
import { AwayBanner } from '../features/site/AwayBanner.tsx';
import { Notices } from '../features/site/Notices.tsx';
import { SiteHeader } from '../features/site/SiteHeader.tsx';
import { usePageTitle } from '../features/site/usePageTitle.ts';
import { useI18n } from '../i18n/I18nContext.ts';
import { useLive } from '../live/LiveContext.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { SiteTime } from './SiteTime.tsx';

/** What stands around every page: the site, the ways to the pages, and what is wrong. */
export function Shell() {
  const { t } = useI18n();
  const { snapshot, failure } = useLive();
  usePageTitle();
  return (
    <SiteTime>
      <a className="skip" href="#main">
        {t.ui.skip}
      </a>
      <div className="shell">
        <SiteHeader />
        <Navigation />
        <div className="shell-page">
          {failure !== null && (
            <AwayBanner failure={failure} dataFrom={snapshot?.summary.generatedAt ?? null} />
          )}
          <Notices />
          <AlertChainNotice />
          <main id="main" tabIndex={-1} data-stale={failure !== null}>
            <Suspense fallback={<Skeleton />}>
              <Outlet />
            </Suspense>
          </main>
        </div>
      </div>
    </SiteTime>
  );
}

function Navigation() {
  const { t } = useI18n();
  const signedIn = useMay('Viewer');
  const alerts = useAlerts();
  const firing = alerts.firing.length;
  return (
    <nav className="nav" aria-label={t.nav.label}>
      <ul>
        <NavItem to="/" label={t.nav.overview} />
        <NavItem to="/cameras" label={t.nav.cameras} />
        {alerts.available && <NavItem to="/alerts" label={t.nav.alerts} count={firing} />}
        <NavItem to="/maintenance" label={t.nav.maintenance} />
        <NavItem to="/reports" label={t.nav.reports} />
        {signedIn && <NavItem to="/shift" label={t.nav.shift} />}
        <NavItem to="/wall" label={t.nav.wall} />
        <NavItem to="/settings" label={t.nav.settings} />
      </ul>
      <Account />
    </nav>
  );
}

function NavItem({ to, label, count = 0 }: { to: string; label: string; count?: number }) {
  return (
    <li>
      <NavLink to={to} end={to === '/'}>
        {label}
        {count > 0 && <span className="nav-count">{count}</span>}
      </NavLink>
    </li>
  );
}

/** Who looks, and the way in or out. */
function Account() {
  const { t } = useI18n();
  const session = useSession();
  const client = useQueryClient();
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: () => client.resetQueries(),
  });
  if (session.mode === 'None' || session.session === 'Kiosk') return null;
  if (session.name === null) {
    return (
      <Link className="account" to="/login">
        {t.login.submit}
      </Link>
    );
  }
  return (
    <div className="account">
      <span>{session.name}</span>
      <button
        type="button"
        className="quiet"
        onClick={() => {
          leave.mutate();
        }}
      >
        {t.login.signOut}
      </button>
    </div>
  );
}
