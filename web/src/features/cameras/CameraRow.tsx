import { memo, type ReactNode } from 'react';

import type { Camera, Summary } from '../../api/types.ts';
import type { Column } from '../../i18n/dictionary.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { RelativeTime } from '../../lib/RelativeTime.tsx';
import { CameraReason } from './CameraReason.tsx';
import { StateBadge } from './StateBadge.tsx';
import { factsLabel, latencyLabel, viewsLabel } from './words.ts';

interface CameraRowProps {
  camera: Camera;
  cache: Summary['cache'];
}

interface CellProps {
  column: Column;
  /** `null` where there is nothing to say. */
  children: ReactNode;
}

/** The roles are spelled out because the narrow layout is no CSS table, and browsers then drop the implied ones. */
function Cell({ column, children }: CellProps) {
  const { t } = useI18n();
  return (
    <td
      role="cell"
      className={`cell-${column}`}
      data-label={t.cameras.columns[column]}
      data-empty={children === null}
    >
      {children ?? t.none}
    </td>
  );
}

/** Memoised: typing in the filter hides and shows rows, but changes none. */
export const CameraRow = memo(function CameraRow({ camera, cache }: CameraRowProps) {
  const { t, locale } = useI18n();
  const { since, lastProbeAt } = camera;
  return (
    <tr role="row" data-state={camera.state} data-camera={camera.name}>
      <Cell column="state">
        <StateBadge state={camera.state} />
      </Cell>
      <th role="rowheader" scope="row" className="cell-name">
        <CameraName camera={camera} />
      </th>
      <Cell column="zone">{camera.zone === '' ? null : camera.zone}</Cell>
      <Cell column="reason">
        {camera.reason === null && camera.message === null ? null : (
          <CameraReason reason={camera.reason} message={camera.message} />
        )}
      </Cell>
      <Cell column="since">{since === null ? null : <RelativeTime at={since} />}</Cell>
      <Cell column="lastProbe">
        {lastProbeAt === null ? null : <RelativeTime at={lastProbeAt} />}
      </Cell>
      <Cell column="latency">{latencyLabel(camera.latencyMs, locale)}</Cell>
      <Cell column="views">{viewsLabel(camera.views, cache, t, locale)}</Cell>
      <Cell column="facts">{factsLabel(camera)}</Cell>
    </tr>
  );
});

function CameraName({ camera }: Pick<CameraRowProps, 'camera'>) {
  const { t } = useI18n();
  return (
    <>
      <span className="camera-title">{camera.displayName}</span>
      {camera.priority === 'Critical' && <span className="camera-priority">{t.critical}</span>}
      {camera.displayName !== camera.name && <span className="camera-id">{camera.name}</span>}
    </>
  );
}
