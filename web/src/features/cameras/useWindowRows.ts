import { useWindowVirtualizer, type VirtualItem, type Virtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** Up to as many rows are all drawn: the browser's search and a printer then find all of them. */
const ALL_UP_TO = 60;

/** How far rows are drawn beyond the edges of the screen, in pixels. */
const OVERSCAN = 600;

interface WindowRows<List extends HTMLElement> {
  list: RefObject<List | null>;
  rows: VirtualItem[];
  virtualizer: Virtualizer<Window, HTMLElement>;
  /** Room above and below the drawn rows, in pixels. */
  before: number;
  after: number;
}

/**
 * The rows of a long list that are near the screen; the window scrolls, not the list.
 *
 * @param count of how many rows the list is made
 * @param height a guess at the height of a row, in pixels
 */
export function useWindowRows<List extends HTMLElement>(
  count: number,
  height: number,
): WindowRows<List> {
  const list = useRef<List>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  useLayoutEffect(() => {
    const top = list.current?.getBoundingClientRect().top ?? 0;
    setScrollMargin(Math.round(top + window.scrollY));
  }, [count]);
  const virtualizer = useWindowVirtualizer<HTMLElement>({
    count,
    estimateSize: () => height,
    overscan: count <= ALL_UP_TO ? ALL_UP_TO : Math.ceil(OVERSCAN / height),
    scrollMargin,
  });
  const rows = virtualizer.getVirtualItems();
  const [first, last] = [rows.at(0), rows.at(-1)];
  return {
    list,
    rows,
    virtualizer,
    before: first === undefined ? 0 : first.start - scrollMargin,
    after: last === undefined ? 0 : virtualizer.getTotalSize() - (last.end - scrollMargin),
  };
}
