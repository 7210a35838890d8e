import { useEffect, useState } from 'react';

import type { Camera, Summary } from '../../api/types.ts';
import { CameraCard } from './CameraCard.tsx';
import { useWindowRows } from './useWindowRows.ts';

/** Least width of a card, and usual height of one with its gap, in pixels. */
const CARD_WIDTH = 300;
const CARD_HEIGHT = 310;

interface CameraGridProps {
  /** In the order to show them. */
  cameras: readonly Camera[];
  summary: Summary;
}

/** How many columns of cards fit into the element. */
function useColumns(element: HTMLElement | null): number {
  const [columns, setColumns] = useState(1);
  useEffect(() => {
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      setColumns(Math.max(1, Math.floor(element.clientWidth / CARD_WIDTH)));
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [element]);
  return columns;
}

/** Cameras as cards, row by row. */
export function CameraGrid({ cameras, summary }: CameraGridProps) {
  const [element, setElement] = useState<HTMLElement | null>(null);
  const columns = useColumns(element);
  const { list, rows, virtualizer, before, after } = useWindowRows<HTMLDivElement>(
    Math.ceil(cameras.length / columns),
    CARD_HEIGHT,
  );
  return (
    <div ref={list}>
      <div ref={setElement} role="list" className="camera-grid">
        <div role="presentation" style={{ height: before }} />
        {rows.map(({ index }) => (
          <div
            key={index}
            ref={virtualizer.measureElement}
            role="presentation"
            data-index={index}
            className="camera-grid-row"
            style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
          >
            {cameras.slice(index * columns, (index + 1) * columns).map((camera) => (
              <CameraCard key={camera.id} camera={camera} cache={summary.cache} />
            ))}
          </div>
        ))}
        <div role="presentation" style={{ height: after }} />
      </div>
    </div>
  );
}
