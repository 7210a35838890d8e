import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';

import { deleteWindow, endWindow, type MaintenanceWindow } from '../../api/maintenance.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { useTimeSetting } from '../../lib/TimeContext.ts';
import { keys } from '../../live/keys.ts';
import { SITE_KEY } from '../../live/site.ts';
import { Confirm } from '../../ui/Confirm.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { cameraPath } from '../cameras/words.ts';
import { useMay } from '../session/SessionContext.ts';

/** A window: of what, when, why, by whom. */
export function WindowItem({ window }: { window: MaintenanceWindow }) {
  const { t } = useI18n();
  const { format } = useTimeSetting();
  const operator = useMay('Operator');
  const { recurrence, startsAt, endsAt, activeUntil } = window;
  return (
    <li className="window" data-state={activeUntil === null ? 'Unknown' : 'Maintenance'}>
      <div>
        <strong>
          <ScopeName window={window} />
        </strong>{' '}
        {window.reason}
      </div>
      <p className="muted">
        {recurrence === null
          ? t.maintenance.fromTo(
              format.brief(startsAt),
              endsAt === null ? '' : format.brief(endsAt),
            )
          : t.maintenance.comesAgain(
              recurrence.cron,
              recurrence.timeZone,
              format.duration(recurrence.durationSeconds * 1000),
            )}{' '}
        {activeUntil !== null && t.maintenance.until(format.brief(activeUntil))}{' '}
        {t.maintenance.by(window.createdBy)}
      </p>
      {operator && <WindowActions window={window} />}
    </li>
  );
}

function ScopeName({ window: { scope, zone, camera } }: { window: MaintenanceWindow }) {
  const { t } = useI18n();
  if (camera !== null) return <Link to={cameraPath(camera)}>{camera}</Link>;
  return zone ?? t.scopes[scope] ?? scope;
}

function WindowActions({ window }: { window: MaintenanceWindow }) {
  const { t } = useI18n();
  const { clockOffsetMs } = useTimeSetting();
  const client = useQueryClient();
  const [removing, setRemoving] = useState(false);
  const refresh = async () => {
    await client.invalidateQueries({ queryKey: keys.maintenance });
    await client.invalidateQueries({ queryKey: SITE_KEY });
  };
  const end = useMutation({
    mutationFn: () => endWindow(window, new Date(Date.now() + clockOffsetMs).toISOString()),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: () => deleteWindow(window),
    onSuccess: () => {
      setRemoving(false);
    },
    onSettled: refresh,
  });
  return (
    <div className="item-actions">
      <ErrorNote error={end.error} />
      {window.activeUntil !== null && (
        <button
          type="button"
          disabled={end.isPending}
          onClick={() => {
            end.mutate();
          }}
        >
          {t.maintenance.endNow}
        </button>
      )}
      <button
        type="button"
        className="quiet"
        onClick={() => {
          setRemoving(true);
        }}
      >
        {t.maintenance.remove}
      </button>
      {removing && (
        <Confirm
          title={t.maintenance.remove}
          text={t.maintenance.removeHelp}
          action={t.maintenance.remove}
          mutation={remove}
          onClose={() => {
            setRemoving(false);
          }}
        />
      )}
    </div>
  );
}
