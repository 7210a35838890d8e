import { DivIcon, Marker, type Map as LeafletMap } from 'leaflet';
import { useEffect, useMemo, useState, type FocusEvent } from 'react';
import { createPortal } from 'react-dom';

import { CameraMarker } from './CameraMarker.tsx';
import type { MapPlace } from './place.ts';

/** Leaflet layers markers by their height on the screen; this much is more than any screen has, in pixels. */
const LAYER = 10_000;

/** Nearer to the edge of the map than this a marker would be cut, in pixels. */
const EDGE = 20;

interface MapMarkerProps {
  map: LeafletMap;
  place: MapPlace;
  /** Higher ones are drawn over lower ones. */
  layer: number;
}

/** A camera on the map: Leaflet moves an empty element about, into which React draws. */
export function MapMarker({ map, place: { camera, latitude, longitude }, layer }: MapMarkerProps) {
  const [element] = useState(() => document.createElement('div'));
  const [at, setAt] = useState({ x: 0, y: 0 });
  const marker = useMemo(() => {
    const icon = new DivIcon({ html: element, className: 'map-marker', iconSize: [0, 0] });
    // The link within is what is clicked and reached by the keyboard.
    return new Marker([latitude, longitude], { icon, interactive: false, keyboard: false });
  }, [element, latitude, longitude]);
  useEffect(() => {
    marker.addTo(map);
    return () => {
      marker.remove();
    };
  }, [map, marker]);
  useEffect(() => {
    marker.setZIndexOffset(layer * LAYER);
  }, [marker, layer]);
  const look = () => {
    const { x, y } = map.latLngToContainerPoint([latitude, longitude]);
    const size = map.getSize();
    setAt({ x: x / size.x, y: y / size.y });
  };
  const reach = ({ target }: FocusEvent) => {
    // Not under a pointer: what is about to be clicked stays where it is.
    if (target.matches(':focus-visible')) {
      map.panInside([latitude, longitude], { padding: [EDGE, EDGE], animate: false });
    }
    look();
  };
  return createPortal(
    <div onPointerEnter={look} onFocus={reach}>
      <CameraMarker camera={camera} x={at.x} y={at.y} />
    </div>,
    element,
  );
}
