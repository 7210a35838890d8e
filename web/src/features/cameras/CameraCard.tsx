import { memo, type ReactNode } from 'react';

import type { Camera, Summary } from '../../api/types.ts';
import type { Column } from '../../i18n/dictionary.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { RelativeTime } from '../../lib/RelativeTime.tsx';
import { useMay } from '../session/SessionContext.ts';
import { CameraName } from './CameraRow.tsx';
import { CameraPicture } from './CameraPicture.tsx';
import { CameraReason } from './CameraReason.tsx';
import { StateBadge } from './StateBadge.tsx';
import { latencyLabel, viewsLabel } from './words.ts';

interface CameraCardProps {
  camera: Camera;
  cache: Summary['cache'];
}

/** A camera with its picture on demand, as the grid and small screens show it. */
export const CameraCard = memo(function CameraCard({ camera, cache }: CameraCardProps) {
  const { t, locale } = useI18n();
  const pictures = useMay('Operator');
  const facts: readonly (readonly [Column, ReactNode])[] = [
    ['since', <RelativeTime at={camera.since} />],
    ['lastProbe', camera.lastProbeAt === null ? null : <RelativeTime at={camera.lastProbeAt} />],
    ['latency', latencyLabel(camera.latencyMs, locale)],
    ['views', viewsLabel(camera.views, cache, t, locale)],
  ];
  return (
    <div
      role="listitem"
      className="camera-card"
      data-state={camera.state}
      data-camera={camera.name}
    >
      <header>
        <h2>
          <CameraName camera={camera} />
        </h2>
        <StateBadge state={camera.state} />
      </header>
      {pictures && camera.enabled && <CameraPicture name={camera.name} />}
      {camera.zone !== '' && <p className="camera-zone">{camera.zone}</p>}
      {(camera.reason !== null || camera.message !== null) && (
        <p className="camera-why">
          <CameraReason reason={camera.reason} message={camera.message} />
        </p>
      )}
      <dl>
        {facts.map(([column, value]) => (
          <div key={column}>
            <dt>{t.cameras.columns[column]}</dt>
            <dd className={`cell-${column}`}>{value ?? t.none}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
});
