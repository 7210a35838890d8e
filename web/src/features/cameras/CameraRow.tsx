import { memo, type ReactNode, type Ref } from 'react';
import { Link } from 'react-router';

import type { Camera, Summary } from '../../api/types.ts';
import type { Column } from '../../i18n/dictionary.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { RelativeTime } from '../../lib/RelativeTime.tsx';
import { CameraReason } from './CameraReason.tsx';
import { StateBadge } from './StateBadge.tsx';
import { cameraPath, factsLabel, latencyLabel, viewsLabel } from './words.ts';

interface CameraRowProps {
  camera: Camera;
  cache: Summary['cache'];
  /** Which of all rows this is, from 0. */
  index: number;
  ref: Ref<HTMLTableRowElement>;
}

interface CellProps {
  column: Column;
  /** `null` where there is nothing to say. */
  children: ReactNode;
}

function Cell({ column, children }: CellProps) {
  const { t } = useI18n();
  return <td className={`cell-${column}`}>{children ?? t.none}</td>;
}

/** Memoised: news of one camera draws one row. */
export const CameraRow = memo(function CameraRow({ camera, cache, index, ref }: CameraRowProps) {
  const { t, locale } = useI18n();
  const { since, lastProbeAt } = camera;
  return (
    <tr
      ref={ref}
      data-index={index}
      aria-rowindex={index + 2}
      data-state={camera.state}
      data-camera={camera.name}
    >
      <Cell column="state">
        <StateBadge state={camera.state} />
      </Cell>
      <th scope="row" className="cell-name">
        <CameraName camera={camera} />
      </th>
      <Cell column="zone">{camera.zone === '' ? null : camera.zone}</Cell>
      <Cell column="reason">
        {camera.reason === null && camera.message === null ? null : (
          <CameraReason reason={camera.reason} message={camera.message} />
        )}
      </Cell>
      <Cell column="since">
        <RelativeTime at={since} />
      </Cell>
      <Cell column="lastProbe">
        {lastProbeAt === null ? null : <RelativeTime at={lastProbeAt} />}
      </Cell>
      <Cell column="latency">{latencyLabel(camera.latencyMs, locale)}</Cell>
      <Cell column="views">{viewsLabel(camera.views, cache, t, locale)}</Cell>
      <Cell column="facts">{factsLabel(camera)}</Cell>
    </tr>
  );
});

/** The camera's name for people, which leads to its page, and the one for machines where it differs. */
export function CameraName({ camera }: Pick<CameraRowProps, 'camera'>) {
  const { t } = useI18n();
  return (
    <>
      <Link className="camera-title" to={cameraPath(camera.name)}>
        {camera.displayName}
      </Link>
      {camera.priority === 'Critical' && <span className="camera-priority">{t.critical}</span>}
      {camera.displayName !== camera.name && <span className="camera-id">{camera.name}</span>}
    </>
  );
}
