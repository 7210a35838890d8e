import { useState } from 'react';

import type { FloorPlan } from '../../api/siteFile.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { Coded } from '../../ui/Coded.tsx';
import { CameraName } from '../cameras/CameraRow.tsx';
import { StateBadge } from '../cameras/StateBadge.tsx';
import { CameraMarker } from './CameraMarker.tsx';
import type { PlanPlace } from './place.ts';

interface PlanViewProps {
  plan: FloorPlan;
  /** Its cameras, problems first. */
  places: readonly PlanPlace[];
}

/** A floor plan with its cameras over it; only their list where the image cannot be loaded. */
export function PlanView({ plan: { name, image }, places }: PlanViewProps) {
  const { t } = useI18n();
  const [broken, setBroken] = useState(false);
  const [ratio, setRatio] = useState<number | null>(null);
  if (broken) return <BrokenPlan image={image} places={places} />;
  return (
    <>
      <div className="plan" style={ratio === null ? undefined : { maxWidth: widest(ratio) }}>
        <img
          src={image}
          alt={t.places.plan(name)}
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => {
            if (naturalHeight > 0) setRatio(naturalWidth / naturalHeight);
          }}
          onError={() => {
            setBroken(true);
          }}
        />
        {places.length > 0 && (
          <ul aria-label={t.places.onPlan(name)}>
            {places.map(({ camera, x, y }, index) => (
              <li
                key={camera.id}
                // What is in trouble is never hidden by what works.
                style={{ left: percent(x), top: percent(y), zIndex: places.length - index }}
              >
                <CameraMarker camera={camera} x={x} y={y} />
              </li>
            ))}
          </ul>
        )}
      </div>
      {places.length === 0 && (
        <p className="plan-note">
          <Coded words={t.places.emptyPlan(name)} />
        </p>
      )}
    </>
  );
}

function percent(part: number): string {
  return `${part * 100}%`;
}

/** So wide that the whole plan is seen at once; a drawing without a size of its own takes this too. */
function widest(ratio: number): string {
  return `calc(${ratio} * var(--plan-height))`;
}

function BrokenPlan({ image, places }: { image: string; places: readonly PlanPlace[] }) {
  const { t } = useI18n();
  return (
    <>
      <p className="error-note" role="alert">
        <Coded words={t.places.brokenPlan(image)} />
      </p>
      <ul className="plan-list">
        {places.map(({ camera }) => (
          <li key={camera.id}>
            <StateBadge state={camera.state} /> <CameraName camera={camera} />
          </li>
        ))}
      </ul>
    </>
  );
}
