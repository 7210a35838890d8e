import type { QueryClient } from '@tanstack/react-query';

import { readCamera, readSummary } from '../api/readers.ts';
import { number, object, text } from '../api/shape.ts';
import type { Camera } from '../api/types.ts';
import { keys } from './keys.ts';
import { putCameras, putSummary, removeCamera, SITE_KEY } from './site.ts';
import type { StreamMessage } from './stream.ts';

/** How long changed cameras are collected before the page is drawn anew, in milliseconds. */
const COLLECT_MS = 100;

const readHello = object<{ build: string }>({ build: text });
const readRemoved = object<{ id: number }>({ id: number });

/** After events, the list of them is read anew at most this often, in milliseconds. */
const EVENTS_MS = 3_000;

/** Brings the messages of the stream into the cache. */
export interface News {
  take: (message: StreamMessage) => void;
  /** Forgets what has been collected and not yet drawn. */
  stop: () => void;
}

/** @param onBuild called with the server's build each time a connection begins */
export function createNews(client: QueryClient, onBuild: (build: string) => void): News {
  const changed = new Map<number, Camera>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let eventsTimer: ReturnType<typeof setTimeout> | undefined;

  const readEvents = () => {
    eventsTimer = undefined;
    void client.invalidateQueries({ queryKey: keys.events });
  };
  const flush = () => {
    timer = undefined;
    putCameras(client, [...changed.values()]);
    changed.clear();
    eventsTimer ??= setTimeout(readEvents, EVENTS_MS);
  };
  const refetch = () => void client.invalidateQueries();

  const handlers: Record<string, (data: unknown) => void> = {
    hello: (data) => {
      onBuild(readHello(data, 'hello').build);
      void client.invalidateQueries({ queryKey: SITE_KEY });
    },
    camera: (data) => {
      const camera = readCamera(data, 'camera');
      changed.set(camera.id, camera);
      timer ??= setTimeout(flush, COLLECT_MS);
    },
    removed: (data) => {
      const { id } = readRemoved(data, 'removed');
      changed.delete(id);
      removeCamera(client, id);
    },
    summary: (data) => {
      putSummary(client, readSummary(data, 'summary'));
    },
    alert: () => void client.invalidateQueries({ queryKey: keys.alerts }),
    maintenance: () => {
      void client.invalidateQueries({ queryKey: keys.maintenance });
      void client.invalidateQueries({ queryKey: SITE_KEY });
    },
    reset: refetch,
  };

  return {
    take: ({ event, data }) => {
      const handle = handlers[event];
      if (handle === undefined) return;
      try {
        handle(JSON.parse(data));
      } catch {
        // A message that cannot be read must not hide what it was about: everything is read anew.
        refetch();
      }
    },
    stop: () => {
      clearTimeout(timer);
      clearTimeout(eventsTimer);
      changed.clear();
    },
  };
}
