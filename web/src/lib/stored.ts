/** What this browser remembers under `key`; `null` when nothing, or when it may not remember anything. */
export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Remembers `value` under `key`; a browser that may not remember goes on without. */
export function store(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage is off or full: the choice lasts until the page is left.
  }
}
