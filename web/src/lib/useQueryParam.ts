import { useSyncExternalStore } from 'react';

const CHANGED = 'camerasite:query';

function subscribe(onChange: () => void): () => void {
  window.addEventListener('popstate', onChange);
  window.addEventListener(CHANGED, onChange);
  return () => {
    window.removeEventListener('popstate', onChange);
    window.removeEventListener(CHANGED, onChange);
  };
}

function write(name: string, value: string): void {
  const url = new URL(window.location.href);
  if (value === '') url.searchParams.delete(name);
  else url.searchParams.set(name, value);
  // Replaced, not pushed: each letter typed is no page to go back to.
  window.history.replaceState(window.history.state, '', url);
  window.dispatchEvent(new Event(CHANGED));
}

/** One parameter of the page's address, empty when absent, and what sets it: a filtered view can be bookmarked. */
export function useQueryParam(name: string): [string, (value: string) => void] {
  const value = useSyncExternalStore(
    subscribe,
    () => new URLSearchParams(window.location.search).get(name) ?? '',
  );
  return [
    value,
    (next) => {
      write(name, next);
    },
  ];
}
