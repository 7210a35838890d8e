import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';

import { getWindows, type MaintenanceWindow } from '../../api/maintenance.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { useNow } from '../../lib/useNow.ts';
import { keys } from '../../live/keys.ts';
import { useLive } from '../../live/LiveContext.ts';
import { Empty } from '../../ui/Empty.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { useMay } from '../session/SessionContext.ts';
import { sortWindows } from './sort.ts';
import { WindowDialog } from './WindowDialog.tsx';
import { WindowItem } from './WindowItem.tsx';

const POLL_MS = 30_000;

/** A window that begins or ends changes its place within this, in milliseconds. */
const STEP_MS = 1_000;

/** When work is done on cameras, so that nobody is alarmed by it. */
export function Component() {
  const { t } = useI18n();
  const operator = useMay('Operator');
  const { snapshot } = useLive();
  const [params, setParams] = useSearchParams();
  const asked = params.get('camera');
  const [planning, setPlanning] = useState(asked !== null);
  const query = useQuery({
    queryKey: keys.maintenance,
    queryFn: ({ signal }) => getWindows(signal),
    refetchInterval: POLL_MS,
  });
  return (
    <>
      <header className="page-head">
        <h1>{t.maintenance.title}</h1>
        {operator && (
          <button
            type="button"
            className="primary"
            onClick={() => {
              setPlanning(true);
            }}
          >
            {t.maintenance.plan}
          </button>
        )}
      </header>
      <QueryView query={query}>{({ items }) => <Windows windows={items} />}</QueryView>
      {planning && operator && snapshot !== null && (
        <WindowDialog
          snapshot={snapshot}
          camera={asked}
          onClose={() => {
            setPlanning(false);
            setParams({}, { replace: true });
          }}
        />
      )}
    </>
  );
}

function Windows({ windows }: { windows: readonly MaintenanceWindow[] }) {
  const { t } = useI18n();
  const now = useNow(STEP_MS);
  if (windows.length === 0) {
    return <Empty title={t.maintenance.none} help={t.maintenance.noneHelp} />;
  }
  const { active, planned, past } = sortWindows(windows, now);
  const groups = [
    [t.maintenance.active, active],
    [t.maintenance.planned, planned],
    [t.maintenance.past, past],
  ] as const;
  return groups
    .filter(([, group]) => group.length > 0)
    .map(([title, group]) => (
      <section key={title} className="window-group">
        <h2>{title}</h2>
        <ul className="window-list">
          {group.map((window) => (
            <WindowItem key={window.id} window={window} />
          ))}
        </ul>
      </section>
    ));
}
