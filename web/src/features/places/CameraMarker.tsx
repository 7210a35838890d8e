import { memo } from 'react';
import { Link } from 'react-router';

import type { Camera } from '../../api/types.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { StateBadge } from '../cameras/StateBadge.tsx';
import { StateIcon } from '../cameras/StateIcon.tsx';
import { cameraPath, stateLabel, whyLabel } from '../cameras/words.ts';
import { PROBLEM_STATES } from '../overview/zones.ts';

interface CameraMarkerProps {
  camera: Camera;
  /** Where it stands in what it is drawn on, in parts of the width and the height: its label has to fit in there too. */
  x: number;
  y: number;
}

/** Nearer to the upper edge than this part of the height, a label stands below its marker. */
const UPPER = 0.3;

/** A camera on a plan or a map, drawn around a point: its state, and the way to its page. Memoised: news of one camera draws one marker. */
export const CameraMarker = memo(function CameraMarker({ camera, x, y }: CameraMarkerProps) {
  const { t } = useI18n();
  const { name, displayName, state } = camera;
  const why = state === 'Up' ? null : whyLabel(camera, t);
  return (
    <>
      <Link
        className="marker"
        to={cameraPath(name)}
        aria-label={t.places.camera(displayName, stateLabel(state, t), why)}
        data-camera={name}
        data-state={state}
        data-problem={PROBLEM_STATES.includes(state)}
        draggable={false}
      >
        <StateIcon state={state} />
      </Link>
      <span className="marker-label" data-right={x > 0.5} data-below={y < UPPER} aria-hidden="true">
        <strong>{displayName}</strong>
        <StateBadge state={state} />
        {why !== null && <span className="marker-why">{why}</span>}
      </span>
    </>
  );
});
