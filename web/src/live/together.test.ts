import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { fakeApi, notFound, unreachable, type FakeApi } from '../test/fakeApi.ts';
import { Line } from '../test/line.ts';
import { CLOSED_MS, SILENCE_MS, type StreamMessage, type StreamState } from './stream.ts';
import { share, type Browser } from './together.ts';

type Locks = Browser['locks'];

/** One lock as browsers give it: to one after the other, or to who takes it. */
class FakeLock implements Locks {
  #lose: ((reason: unknown) => void) | null = null;
  #waiting: (() => void)[] = [];

  request = async (...[, options, callback]: unknown[]): Promise<never> => {
    const { steal = false, signal } = options as LockOptions;
    const aborted = () => new DOMException('aborted', 'AbortError');
    if (signal?.aborted === true) throw aborted();
    if (steal) this.#lose?.(aborted());
    else if (this.#lose !== null) {
      await new Promise<void>((resolve, reject) => {
        this.#waiting.push(resolve);
        signal?.addEventListener('abort', () => {
          this.#waiting = this.#waiting.filter((other) => other !== resolve);
          reject(aborted());
        });
      });
    }
    const lost = new Promise<never>((_resolve, reject) => {
      this.#lose = reject;
    });
    const mine = this.#lose;
    try {
      return await Promise.race([lost, (callback as () => Promise<never>)()]);
    } finally {
      if (this.#lose === mine) {
        this.#lose = null;
        this.#waiting.shift()?.();
      }
    }
  };
}

/** Carries what each tab says to all others. */
class FakeChannels {
  #open = new Set<Browser['channel']>();
  /** Tabs that are asleep say nothing. */
  asleep = new Set<Browser['channel']>();

  join(): Browser['channel'] {
    const channel: Browser['channel'] = {
      onmessage: null,
      postMessage: (data: unknown) => {
        if (this.asleep.has(channel)) return;
        for (const other of this.#open) {
          if (other === channel) continue;
          void Promise.resolve().then(() => {
            other.onmessage?.call(other as BroadcastChannel, new MessageEvent('message', { data }));
          });
        }
      },
      close: () => this.#open.delete(channel),
    };
    this.#open.add(channel);
    return channel;
  }
}

let api: FakeApi;
let line: Line;
let locks: FakeLock;
let channels: FakeChannels;
let tabs: { close: () => void }[];

beforeEach(() => {
  vi.useFakeTimers();
  line = new Line();
  api = fakeApi(line.answer);
  locks = new FakeLock();
  channels = new FakeChannels();
  tabs = [];
});

afterEach(async () => {
  for (const tab of tabs) tab.close();
  await vi.advanceTimersByTimeAsync(0);
  vi.useRealTimers();
});

async function openTab({ visible = true } = {}) {
  const stop = new AbortController();
  const states: StreamState[] = [];
  const messages: StreamMessage[] = [];
  const ended = vi.fn();
  const channel = channels.join();
  const listener = {
    onState: (state: StreamState) => states.push(state),
    onMessage: (message: StreamMessage) => messages.push(message),
  };
  void share(listener, stop.signal, { locks, channel, visible: () => visible }).then(ended);
  const tab = {
    ended,
    events: () => messages.map(({ event }) => event),
    state: () => states.at(-1)?.kind,
    sleep: () => channels.asleep.add(channel),
    close: () => {
      stop.abort();
    },
  };
  tabs.push(tab);
  await vi.advanceTimersByTimeAsync(0);
  return tab;
}

async function tell(text: string): Promise<void> {
  line.tell(text);
  await vi.advanceTimersByTimeAsync(0);
}

test('two tabs have one connection, and both hear what it tells', async () => {
  const first = await openTab();
  await tell('event: hello\ndata: {}\n\n');
  const second = await openTab();
  expect(second.state()).toBe('open');
  await tell('event: camera\nid: 7\ndata: {}\n\n');
  expect(first.events()).toEqual(['hello', 'camera']);
  expect(second.events()).toEqual(['hello', 'camera']);
  expect(api.fetch).toHaveBeenCalledTimes(1);
});

test('a tab that is opened later makes the others hear nothing twice', async () => {
  const first = await openTab();
  const second = await openTab();
  await tell('event: hello\ndata: {}\n\n');
  await openTab();
  expect(first.events()).toEqual(['hello']);
  expect(second.events()).toEqual(['hello']);
});

test('when the tab that listens is closed another goes on after the last event', async () => {
  const first = await openTab();
  const second = await openTab();
  await tell('event: camera\nid: 7\ndata: {}\n\n');
  first.close();
  await vi.advanceTimersByTimeAsync(0);
  expect(api.fetch).toHaveBeenCalledTimes(2);
  const [, init] = api.fetch.mock.calls[1] ?? [];
  expect(new Headers(init?.headers).get('last-event-id')).toBe('7');
  await tell('event: camera\nid: 8\ndata: {}\n\n');
  expect(second.events()).toEqual(['camera', 'camera']);
  expect(second.state()).toBe('open');
});

test('a lost connection is lost in all tabs', async () => {
  const first = await openTab();
  const second = await openTab();
  api.respond = unreachable;
  line.close();
  await vi.advanceTimersByTimeAsync(CLOSED_MS);
  expect([first.state(), second.state()]).toEqual(['lost', 'lost']);
});

test('one tab goes on listening while nothing happens', async () => {
  await openTab();
  await openTab();
  api.respond = unreachable;
  line.close();
  await vi.advanceTimersByTimeAsync(4 * SILENCE_MS);
  const tries = api.fetch.mock.calls.length;
  api.respond = line.answer;
  await vi.advanceTimersByTimeAsync(SILENCE_MS);
  expect(api.fetch).toHaveBeenCalledTimes(tries + 1);
});

test('a tab that can be seen takes the place of one that is asleep', async () => {
  const first = await openTab();
  const second = await openTab();
  first.sleep();
  await vi.advanceTimersByTimeAsync(SILENCE_MS / 2);
  await tell('event: ping\ndata: {}\n\n');
  line = new Line();
  api.respond = line.answer;
  await vi.advanceTimersByTimeAsync(SILENCE_MS / 2);
  expect(api.fetch).toHaveBeenCalledTimes(2);
  await tell('event: camera\nid: 8\ndata: {}\n\n');
  expect(second.events()).toEqual(['camera']);
  expect(first.events()).toEqual(['ping', 'camera']);
});

test('one that nobody sees waits', async () => {
  const first = await openTab();
  await openTab({ visible: false });
  first.sleep();
  for (let round = 0; round < 4; round += 1) {
    await vi.advanceTimersByTimeAsync(SILENCE_MS / 2);
    await tell('event: ping\ndata: {}\n\n');
  }
  expect(api.fetch).toHaveBeenCalledTimes(1);
});

test('where there is no stream each tab learns so and stops', async () => {
  api.respond = notFound;
  const first = await openTab();
  const second = await openTab();
  await vi.advanceTimersByTimeAsync(4 * SILENCE_MS);
  expect([first.state(), second.state()]).toEqual(['unsupported', 'unsupported']);
  expect(first.ended).toHaveBeenCalledTimes(1);
  expect(second.ended).toHaveBeenCalledTimes(1);
  expect(api.fetch).toHaveBeenCalledTimes(2);
});
