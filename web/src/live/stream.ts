import { createParser } from 'eventsource-parser';

import { refuse } from '../api/client.ts';
import { asApiError, statusOf } from '../api/failure.ts';

/** Where the API tells what happens. */
const PATH = '/api/v1/stream';

/** After this long without anything at all (pings come every 5 s) the connection is taken for dead, in milliseconds. */
export const SILENCE_MS = 12_000;

/** How long a closed connection may take to come back before the page says so, in milliseconds. */
export const CLOSED_MS = 5_000;

/** Pauses before the attempts to come back, in milliseconds; the last one is repeated. */
const PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000] as const;

/** How the connection is. */
export type StreamState =
  | { kind: 'connecting' }
  | { kind: 'open' }
  /** The server has no stream: news has to be fetched. */
  | { kind: 'unsupported' }
  /** Nobody may listen who is not signed in. */
  | { kind: 'refused' }
  /** Gone since then (milliseconds since the epoch), and tried again. */
  | { kind: 'lost'; since: number };

/** One message of the stream. */
export interface StreamMessage {
  event: string;
  data: string;
}

export interface Listener {
  onState: (state: StreamState) => void;
  /** @param id what a connection that comes back names to hear of everything since; not every message has one */
  onMessage: (message: StreamMessage, id: string | undefined) => void;
}

/**
 * Listens until `signal` is aborted, and comes back by itself with the id of the last event that was seen; begins after
 * the one with the id `lastId` where that is given.
 *
 * Reads with `fetch` and not with `EventSource`, which hides the status of an answer and its silence.
 */
export async function listen(
  { onState, onMessage }: Listener,
  signal: AbortSignal,
  lastId = '',
): Promise<void> {
  let attempt = 0;
  let closed: ReturnType<typeof setTimeout> | undefined;
  const stopped = () => signal.aborted;
  const lose = () => {
    onState({ kind: 'lost', since: Date.now() });
  };
  onState({ kind: 'connecting' });
  closed = setTimeout(lose, CLOSED_MS);
  while (!stopped()) {
    try {
      await readOnce(lastId, signal, {
        onOpen: () => {
          clearTimeout(closed);
          closed = undefined;
          attempt = 0;
          onState({ kind: 'open' });
        },
        onEvent: (message, id) => {
          lastId = id ?? lastId;
          onMessage(message, id);
        },
        onSilence: () => {
          // Twelve seconds were long enough to notice: nothing is waited for beyond them.
          closed = setTimeout(lose, 0);
        },
      });
    } catch (error) {
      const ending = endingOf(statusOf(asApiError(error)));
      if (ending !== null && !stopped()) {
        clearTimeout(closed);
        onState(ending);
        return;
      }
    }
    if (stopped()) break;
    closed ??= setTimeout(lose, CLOSED_MS);
    await pause(PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)] ?? CLOSED_MS, signal);
    attempt += 1;
  }
  clearTimeout(closed);
}

/** Answers after which there is no use in trying again. */
function endingOf(status: number | null): StreamState | null {
  if (status === 401 || status === 403) return { kind: 'refused' };
  if (status === 404 || status === 405 || status === 501) return { kind: 'unsupported' };
  return null;
}

interface Reading {
  onOpen: () => void;
  onEvent: (message: StreamMessage, id: string | undefined) => void;
  onSilence: () => void;
}

/** One connection, from its beginning to its end. */
async function readOnce(
  lastId: string,
  signal: AbortSignal,
  { onOpen, onEvent, onSilence }: Reading,
): Promise<void> {
  const silence = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let open = false;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      silence.abort();
    }, SILENCE_MS);
  };
  heard();
  try {
    const response = await fetch(PATH, {
      headers: {
        accept: 'text/event-stream',
        ...(lastId === '' ? {} : { 'last-event-id': lastId }),
      },
      cache: 'no-store',
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (!response.ok) await refuse(response);
    const type = response.headers.get('content-type') ?? '';
    if (response.body === null || !type.startsWith('text/event-stream')) return;
    const parser = createParser({
      onEvent: ({ event, data, id }) => {
        onEvent({ event: event ?? 'message', data }, id);
      },
    });
    const decoder = new TextDecoder();
    const reader = response.body.getReader();
    onOpen();
    open = true;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard();
      parser.feed(decoder.decode(value, { stream: true }));
    }
  } finally {
    clearTimeout(timer);
    if (silence.signal.aborted && open) onSilence();
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(finish, milliseconds);
    function finish() {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    }
    signal.addEventListener('abort', finish);
  });
}
