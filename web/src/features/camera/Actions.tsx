import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';

import { probeNow, type ProbeResult } from '../../api/camera.ts';
import type { Camera } from '../../api/types.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { SITE_KEY } from '../../live/site.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { CameraPicture } from '../cameras/CameraPicture.tsx';
import { CameraReason } from '../cameras/CameraReason.tsx';
import { StateBadge } from '../cameras/StateBadge.tsx';
import { latencyLabel } from '../cameras/words.ts';
import { OwnedActions } from '../enter/OwnedActions.tsx';
import { useMay } from '../session/SessionContext.ts';
import { Stages } from './Stages.tsx';

/** What one may do with the camera. */
export function Actions({ camera }: { camera: Camera }) {
  const { t } = useI18n();
  const operator = useMay('Operator');
  const admin = useMay('Admin');
  const client = useQueryClient();
  const probe = useMutation({
    mutationFn: () => probeNow(camera.name),
    onSettled: () => client.invalidateQueries({ queryKey: SITE_KEY }),
  });
  const window = new URLSearchParams({ camera: camera.name });
  return (
    <section className="actions" aria-label={t.camera.actions}>
      <div className="action-row">
        {operator && camera.enabled && (
          <button
            type="button"
            className="primary"
            disabled={probe.isPending}
            onClick={() => {
              probe.mutate();
            }}
          >
            {probe.isPending ? t.camera.probing : t.camera.probeNow}
          </button>
        )}
        {operator && (
          <Link className="button" to={`/maintenance?${window.toString()}`}>
            {t.camera.planMaintenance}
          </Link>
        )}
        {admin && camera.origin === 'Api' && <OwnedActions camera={camera} />}
        <CopyButton text={camera.name} label={t.camera.copyName} />
        <CopyButton text={camera.address} label={t.camera.copyAddress} />
        {camera.url !== '' && <CopyButton text={camera.url} label={t.camera.copyUrl} />}
      </div>
      <ErrorNote error={probe.error} />
      {probe.data !== undefined && <Result result={probe.data} />}
      {operator && camera.enabled && <CameraPicture name={camera.name} />}
    </section>
  );
}

/** What a probe on demand found, stage by stage. */
function Result({ result }: { result: ProbeResult }) {
  const { locale } = useI18n();
  return (
    <div className="probe-result" role="status">
      <p>
        <StateBadge state={result.state} /> {latencyLabel(result.latencyMs, locale)}{' '}
        <CameraReason reason={result.reason} message={result.message} />
      </p>
      <Stages stages={result.stages} />
    </div>
  );
}
