import { NavLink, useSearchParams } from 'react-router';

import { useI18n } from '../../i18n/I18nContext.ts';
import { useMay } from '../session/SessionContext.ts';
import { About } from './About.tsx';
import { Display } from './Display.tsx';
import { Password } from './Password.tsx';
import { Sessions } from './Sessions.tsx';
import { Tokens } from './Tokens.tsx';
import { Users } from './Users.tsx';

const TABS = ['display', 'account', 'users', 'tokens', 'about'] as const;

type Tab = (typeof TABS)[number];

/** How the page looks, who one is, and for administrators who else may do what. */
export function Component() {
  const { t } = useI18n();
  const [params] = useSearchParams();
  const signedIn = useMay('Viewer');
  const admin = useMay('Admin');
  const shown: Record<Tab, boolean> = {
    display: true,
    account: signedIn,
    users: admin,
    tokens: admin,
    about: true,
  };
  const tabs = TABS.filter((tab) => shown[tab]);
  const tab = tabs.find((name) => name === params.get('tab')) ?? 'display';
  return (
    <>
      <h1>{t.settings.title}</h1>
      <nav className="tabs" aria-label={t.settings.title}>
        {tabs.map((name) => (
          <NavLink
            key={name}
            to={`/settings?tab=${name}`}
            className={() => (name === tab ? 'tab current' : 'tab')}
            aria-current={name === tab ? 'page' : undefined}
          >
            {t.settings.tabs[name]}
          </NavLink>
        ))}
      </nav>
      {tab === 'display' && <Display />}
      {tab === 'account' && (
        <>
          <Password />
          <Sessions />
        </>
      )}
      {tab === 'users' && <Users />}
      {tab === 'tokens' && <Tokens />}
      {tab === 'about' && <About />}
    </>
  );
}
