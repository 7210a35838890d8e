import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';

import { withdraw, type Alert } from '../../api/alerts.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { RelativeTime } from '../../lib/RelativeTime.tsx';
import { useTimeSetting } from '../../lib/TimeContext.ts';
import { keys } from '../../live/keys.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { cameraPath } from '../cameras/words.ts';
import { useMay } from '../session/SessionContext.ts';

interface AlertItemProps {
  alert: Alert;
  onAcknowledge: (alert: Alert) => void;
}

/** An alert, how long it has fired, and who looks after it. */
export function AlertItem({ alert, onAcknowledge }: AlertItemProps) {
  const { t } = useI18n();
  const { format } = useTimeSetting();
  const operator = useMay('Operator');
  const { severity, name, camera, summary, description, runbookUrl, startsAt, endsAt } = alert;
  const { acknowledgement } = alert;
  return (
    <li className="alert" data-severity={severity} data-over={endsAt !== null}>
      <div className="alert-head">
        <span className="severity">{t.alerts.severities[severity] ?? severity}</span>
        <strong>{summary ?? name}</strong>
        {camera !== null && <Link to={cameraPath(camera.name)}>{camera.name}</Link>}
        <span className="alert-when">
          {endsAt === null ? (
            <>
              {t.alerts.since} <RelativeTime at={startsAt} />
            </>
          ) : (
            t.alerts.lasted(
              format.brief(startsAt),
              format.duration(Date.parse(endsAt) - Date.parse(startsAt)),
            )
          )}
        </span>
      </div>
      {description !== null && <p>{description}</p>}
      {runbookUrl !== null && (
        <p>
          <a href={runbookUrl} rel="noreferrer" target="_blank">
            {t.alerts.runbook}
          </a>
        </p>
      )}
      {acknowledgement !== null && (
        <p className="acknowledged">
          {t.alerts.acknowledgedBy(acknowledgement.by)} <RelativeTime at={acknowledgement.at} />
          {acknowledgement.comment !== null && t.alerts.saying(acknowledgement.comment)}
        </p>
      )}
      {operator && endsAt === null && acknowledgement === null && (
        <button
          type="button"
          onClick={() => {
            onAcknowledge(alert);
          }}
        >
          {t.alerts.acknowledge}
        </button>
      )}
      {operator && endsAt === null && acknowledgement !== null && <Withdraw id={alert.id} />}
    </li>
  );
}

function Withdraw({ id }: { id: number }) {
  const { t } = useI18n();
  const client = useQueryClient();
  const back = useMutation({
    mutationFn: () => withdraw(id),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.alerts }),
  });
  return (
    <>
      <ErrorNote error={back.error} />
      <button
        type="button"
        className="quiet"
        disabled={back.isPending}
        onClick={() => {
          back.mutate();
        }}
      >
        {t.alerts.withdraw}
      </button>
    </>
  );
}
