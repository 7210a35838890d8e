import { control, latLngBounds, Map as LeafletMap, type FitBoundsOptions } from 'leaflet';
import 'leaflet/dist/leaflet.css';
import { useCallback, useEffect, useState } from 'react';

import { useI18n } from '../../i18n/I18nContext.ts';
import { useMediaQuery } from '../../lib/useMediaQuery.ts';
import '../../styles/map.css';
import { MapMarker } from './MapMarker.tsx';
import type { MapPlace } from './place.ts';
import { NEAREST, Tiles } from './tiles.ts';

/** The nearest that the map goes by itself: a single camera is shown with its street. */
const FIT_NEAREST = 17;

/** Room around the cameras, in pixels; the buttons are in the upper left corner. */
const FIT_ROOM: Pick<FitBoundsOptions, 'paddingTopLeft' | 'paddingBottomRight'> = {
  paddingTopLeft: [64, 40],
  paddingBottomRight: [40, 40],
};

export interface CameraMapProps {
  tilesURL: string;
  /** Whose the tiles are, in plain text. */
  attribution: string | null;
  /** Problems first; one at least. */
  places: readonly MapPlace[];
}

/** A map of Leaflet. Cameras are drawn over it by React, so that they are what they are everywhere. */
export function CameraMap({ tilesURL, attribution, places }: CameraMapProps) {
  const { t } = useI18n();
  const still = useMediaQuery('(prefers-reduced-motion: reduce)');
  const [map, setMap] = useState<LeafletMap | null>(null);
  const [first] = useState(places);
  const begin = useCallback(
    (element: HTMLDivElement) => {
      const begun = createMap(element, still);
      begun.fitBounds(latLngBounds(first.map(({ latitude, longitude }) => [latitude, longitude])), {
        ...FIT_ROOM,
        maxZoom: FIT_NEAREST,
        animate: false,
      });
      setMap(begun);
      return () => {
        setMap(null);
        begun.remove();
      };
    },
    [first, still],
  );
  useEffect(() => {
    if (map === null) return undefined;
    const zoom = control.zoom({ zoomInTitle: t.places.zoomIn, zoomOutTitle: t.places.zoomOut });
    zoom.addTo(map);
    return () => {
      zoom.remove();
    };
  }, [map, t]);
  useEffect(() => {
    if (map === null || attribution === null) return undefined;
    const line = control.attribution({ prefix: false });
    line.addAttribution(asHtml(attribution)).addTo(map);
    return () => {
      line.remove();
    };
  }, [map, attribution]);
  useEffect(() => {
    if (map === null) return undefined;
    const tiles = new Tiles(tilesURL).addTo(map);
    return () => {
      tiles.remove();
    };
  }, [map, tilesURL]);
  return (
    <div ref={begin} className="map-room" role="group" aria-label={t.places.onMap}>
      {map !== null &&
        places.map((place, index) => (
          <MapMarker key={place.camera.id} map={map} place={place} layer={places.length - index} />
        ))}
    </div>
  );
}

/** Leaflet takes markup where we have text. */
function asHtml(text: string): string {
  const element = document.createElement('span');
  element.textContent = text;
  return element.innerHTML;
}

/** An empty map. The wheel scrolls the page until one has gone into the map. */
function createMap(element: HTMLElement, still: boolean): LeafletMap {
  const map = new LeafletMap(element, {
    attributionControl: false,
    zoomControl: false,
    scrollWheelZoom: false,
    maxZoom: NEAREST,
    inertia: !still,
    fadeAnimation: !still,
    zoomAnimation: !still,
    markerZoomAnimation: !still,
  });
  map.on('focus', () => map.scrollWheelZoom.enable());
  map.on('blur', () => map.scrollWheelZoom.disable());
  return map;
}
