import { lazy, Suspense } from 'react';

import { useI18n } from '../../i18n/I18nContext.ts';
import type { CameraMapProps } from './CameraMap.tsx';

/** The map comes when it is first needed, with all that draws it. */
const CameraMap = lazy(() =>
  import('./CameraMap.tsx').then(
    (module) => ({ default: module.CameraMap }),
    () => ({ default: MapFailed }),
  ),
);

/** The cameras that have a place on the earth. */
export function MapSection(props: CameraMapProps) {
  const { t } = useI18n();
  return (
    <section className="panel map-panel" aria-labelledby="map">
      <div className="panel-head">
        <h2 id="map">{t.places.map}</h2>
      </div>
      <Suspense
        fallback={
          <p className="loading map-room" role="status">
            {t.ui.loading}
          </p>
        }
      >
        <CameraMap {...props} />
      </Suspense>
    </section>
  );
}

/** Stands where the map's files are gone: a newer page is there, or the network is not. */
function MapFailed() {
  const { t } = useI18n();
  return <p role="alert">{t.places.mapFailed}</p>;
}
