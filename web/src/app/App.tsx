import { useMemo } from 'react';

import { CameraSkeleton } from '../features/cameras/CameraSkeleton.tsx';
import { CamerasView } from '../features/cameras/CamerasView.tsx';
import { useCameras } from '../features/cameras/useCameras.ts';
import { AwayBanner } from '../features/site/AwayBanner.tsx';
import { SiteHeader } from '../features/site/SiteHeader.tsx';
import { usePageTitle } from '../features/site/usePageTitle.ts';
import { useI18n } from '../i18n/I18nContext.ts';
import { createTimeFormat } from '../lib/time.ts';
import { TimeContext } from '../lib/TimeContext.ts';

export function App() {
  const { t, locale } = useI18n();
  const site = useCameras();
  usePageTitle(site);

  const { snapshot, error } = site;
  const timeZone = snapshot?.summary.timeZone ?? '';
  const clockOffsetMs = snapshot?.clockOffsetMs ?? 0;
  const time = useMemo(
    () => ({ format: createTimeFormat(locale, timeZone, t.justNow), clockOffsetMs }),
    [locale, timeZone, t.justNow, clockOffsetMs],
  );

  return (
    <TimeContext value={time}>
      <SiteHeader site={site} />
      {error !== null && (
        <AwayBanner failure={error.failure} dataFrom={snapshot?.summary.generatedAt ?? null} />
      )}
      <main>
        {snapshot !== null && <CamerasView snapshot={snapshot} stale={error !== null} />}
        {snapshot === null && error === null && <CameraSkeleton />}
      </main>
    </TimeContext>
  );
}
