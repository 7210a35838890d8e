import { useMemo } from 'react';

import type { Camera } from '../../api/types.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { FloorPlans } from './FloorPlans.tsx';
import { MapSection } from './MapSection.tsx';
import { placesOnMap } from './place.ts';
import { useSiteFile } from './useSiteFile.ts';

/** Where the cameras are; nothing for a site that has neither floor plans nor a map. */
export function Places({ cameras }: { cameras: readonly Camera[] }) {
  const { locale } = useI18n();
  const { floorPlans, tilesURL, tilesAttribution } = useSiteFile();
  const onMap = useMemo(() => placesOnMap(cameras, locale), [cameras, locale]);
  const map = tilesURL !== null && onMap.length > 0;
  if (floorPlans.length === 0 && !map) return null;
  return (
    <div className="places">
      <FloorPlans plans={floorPlans} cameras={cameras} />
      {map && <MapSection tilesURL={tilesURL} attribution={tilesAttribution} places={onMap} />}
    </div>
  );
}
