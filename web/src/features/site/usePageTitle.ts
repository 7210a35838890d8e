import { useEffect } from 'react';

import { useI18n } from '../../i18n/I18nContext.ts';
import { liveStatus, useLive } from '../../live/LiveContext.ts';
import { servingCount } from '../../live/site.ts';

/** Keeps the tab's title telling how the site is, so that it can be read without opening the tab. */
export function usePageTitle(): void {
  const { t } = useI18n();
  const live = useLive();
  const summary = live.snapshot?.summary ?? null;
  const name = summary?.site ?? t.product;
  let title = name;
  if (liveStatus(live) === 'away') title = t.header.titleAway(name);
  else if (summary !== null) {
    title = t.header.title(name, servingCount(summary), summary.total);
  }

  useEffect(() => {
    document.title = title;
  }, [title]);
}
