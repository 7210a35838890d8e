import { useState } from 'react';

import type { Alert } from '../../api/alerts.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { Empty } from '../../ui/Empty.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { AcknowledgeDialog } from './AcknowledgeDialog.tsx';
import { AlertItem } from './AlertItem.tsx';
import { isSoundOn, playAlarm, setSound } from './sound.ts';
import { useAlerts } from './useAlerts.ts';

/** What fires, who looks after it, and what is over. */
export function Component() {
  const { t } = useI18n();
  const { firing, resolved, error, loading } = useAlerts();
  const [open, setOpen] = useState<Alert | null>(null);
  return (
    <>
      <header className="page-head">
        <h1>{t.alerts.title}</h1>
        <SoundSwitch />
      </header>
      <ErrorNote error={error} />
      {loading && <Skeleton />}
      {!loading && firing.length === 0 && error === null && (
        <Empty title={t.alerts.none} help={t.alerts.noneHelp} />
      )}
      <ul className="alert-list">
        {firing.map((alert) => (
          <AlertItem key={alert.id} alert={alert} onAcknowledge={setOpen} />
        ))}
      </ul>
      {resolved.length > 0 && (
        <section aria-labelledby="resolved">
          <h2 id="resolved">{t.alerts.resolved}</h2>
          <ul className="alert-list">
            {resolved.map((alert) => (
              <AlertItem key={alert.id} alert={alert} onAcknowledge={setOpen} />
            ))}
          </ul>
        </section>
      )}
      {open !== null && (
        <AcknowledgeDialog
          alert={open}
          onClose={() => {
            setOpen(null);
          }}
        />
      )}
    </>
  );
}

/** Whether this browser makes new critical alerts heard. */
function SoundSwitch() {
  const { t } = useI18n();
  const [on, setOn] = useState(isSoundOn);
  return (
    <button
      type="button"
      aria-pressed={on}
      onClick={() => {
        setSound(!on);
        setOn(!on);
        // Heard at once, and the click lets the browser play it later.
        if (!on) playAlarm();
      }}
    >
      {on ? t.alerts.soundOn : t.alerts.soundOff}
    </button>
  );
}
