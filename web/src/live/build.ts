/** Least time between two reloads: while replicas of two builds answer by turns, the page must not reload on and on. */
const PACE_MS = 5 * 60_000;

const STORED = 'camerasite:reloaded-at';

/**
 * Watches the server's build, and calls `reload` when it is another one than at first.
 *
 * @param reload loads the page anew
 */
export function createBuildWatch(reload: () => void): (build: string) => void {
  let first: string | null = null;
  return (build) => {
    first ??= build;
    if (build === first) return;
    const last = Number(sessionStorage.getItem(STORED) ?? 0);
    if (Date.now() - last < PACE_MS) return;
    sessionStorage.setItem(STORED, String(Date.now()));
    reload();
  };
}
