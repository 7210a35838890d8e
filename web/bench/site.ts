import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { createMockApi, type MockApi } from '../e2e/mock/api.ts';
import type { MockCamera } from '../e2e/mock/fixtures.ts';
import { FLOORS } from '../e2e/mock/places.ts';
import { listenAnywhere } from '../e2e/mock/server.ts';
import { DIST, startWebServer } from '../e2e/nginx.ts';

/** Built by bench/limit/vite.config.ts. */
const LIMIT = fileURLToPath(new URL('../node_modules/.tmp/limit/', import.meta.url));

/** So many cameras lie between two that change one after the other: the changes are spread over the page. */
const STRIDE = 37;

const PLAN = '/plans/niveau-0.svg';

/** A site of a thousand cameras: nginx as the operator configures it, before an API that is played. */
export interface BenchSite {
  url: string;
  cameras: number;
  /** Says what the bare page of bench/limit is to load. */
  setLimit: (paths: readonly string[]) => void;
  /** Lets so many cameras change a second, one after the other, until what it returns is called: how many did. */
  play: (perSecond: number) => () => number;
  stop: () => void;
}

export async function startSite(): Promise<BenchSite> {
  const root = mkdtempSync(join(tmpdir(), 'bench-page-'));
  cpSync(DIST, root, { recursive: true });
  cpSync(LIMIT, root, { recursive: true });
  const api = createMockApi();
  api.scene = 'thousand';
  const server = createServer((incoming, response) => {
    api.handle(incoming, response, () => response.writeHead(404).end());
  });
  const nginx = await startWebServer({
    api: await listenAnywhere(server),
    port: await freePort(),
    root,
  });
  mkdirSync(join(nginx.folder, 'plans'));
  writeFileSync(join(nginx.folder, PLAN), FLOORS[PLAN] ?? '');
  const floorPlans = [{ name: 'niveau-0', image: PLAN }];
  writeFileSync(join(nginx.folder, 'site.json'), JSON.stringify({ floorPlans }));
  const list = await fetch(`${nginx.url}/api/v1/cameras?limit=100000`);
  const { items: cameras } = (await list.json()) as { items: MockCamera[] };
  return {
    url: nginx.url,
    cameras: cameras.length,
    setLimit: (paths) => {
      writeFileSync(join(root, 'limit.json'), JSON.stringify(paths));
    },
    play: (perSecond) => play(api, cameras, perSecond),
    stop: () => {
      nginx.stop();
      server.close();
      server.closeAllConnections();
      rmSync(root, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  const holder = createServer();
  const port = await listenAnywhere(holder);
  await new Promise((resolve) => holder.close(resolve));
  return port;
}

function play({ stream }: MockApi, cameras: readonly MockCamera[], perSecond: number) {
  let changes = 0;
  const timer = setInterval(() => {
    const camera = cameras[(changes * STRIDE) % cameras.length];
    // Each time round, who is up goes down and who is down comes up.
    const down = Math.floor(changes / cameras.length) % 2 === 0;
    const state = down ? 'Down' : 'Up';
    const [reason, since] = [down ? 'Timeout' : null, new Date().toISOString()];
    stream.tell('camera', { ...camera, state, verdict: state, reason, since });
    changes += 1;
  }, 1000 / perSecond);
  return () => {
    clearInterval(timer);
    return changes;
  };
}
