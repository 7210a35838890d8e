import {
  listen,
  SILENCE_MS,
  type Listener,
  type StreamMessage,
  type StreamState,
} from './stream.ts';

/** Of the lock and of the channel. */
const NAME = 'camerasite:live';

/** The tab that listens says in this interval that it is there, in milliseconds. */
const BEAT_MS = 5_000;

/** What the tabs of a browser tell each other; where `to` is given, only that tab is meant. */
type Word =
  | { kind: 'newcomer'; tab: string }
  | { kind: 'beat' }
  | { kind: 'state'; state: StreamState; to?: string }
  | { kind: 'message'; message: StreamMessage; id: string | undefined; to?: string };

/** What of the browser is used. */
export interface Browser {
  locks: Pick<LockManager, 'request'>;
  channel: Pick<BroadcastChannel, 'postMessage' | 'close' | 'onmessage'>;
  /** Whether somebody can see this tab. */
  visible: () => boolean;
}

/**
 * Listens as {@link listen} does, with one connection for all tabs of the browser: the tab that holds the lock listens,
 * the others hear from it. When it goes, or is asleep in the background, another one takes its place.
 *
 * Browsers give no locks to a page that came over plain HTTP from elsewhere: there each tab listens for itself.
 */
export function listenTogether(listener: Listener, signal: AbortSignal): Promise<void> {
  if (!window.isSecureContext || !('locks' in navigator)) return listen(listener, signal);
  return share(listener, signal, {
    locks: navigator.locks,
    channel: new BroadcastChannel(NAME),
    visible: () => document.visibilityState === 'visible',
  });
}

/** @see listenTogether */
export async function share(listener: Listener, signal: AbortSignal, browser: Browser) {
  const tab = new Tab(listener, signal, browser);
  try {
    await tab.run();
  } finally {
    tab.close();
  }
}

/** One tab among those of the browser. */
class Tab {
  readonly #id = String(Math.random());
  readonly #listener: Listener;
  readonly #signal: AbortSignal;
  readonly #browser: Browser;
  #leads = false;
  #state: StreamState = { kind: 'connecting' };
  #hello: StreamMessage | null = null;
  #lastId = '';
  #watch: ReturnType<typeof setTimeout> | undefined;
  /** Ends the waiting for the lock. */
  #impatience = new AbortController();

  constructor(listener: Listener, signal: AbortSignal, browser: Browser) {
    this.#listener = listener;
    this.#signal = signal;
    this.#browser = browser;
    browser.channel.onmessage = ({ data }: MessageEvent<Word>) => {
      this.#hear(data);
    };
  }

  /** Follows and leads by turns, until the signal is aborted or the server refuses. */
  async run(): Promise<void> {
    this.#tell({ kind: 'newcomer', tab: this.#id });
    while (!this.#signal.aborted) {
      if (await this.#term()) return;
    }
  }

  close(): void {
    clearTimeout(this.#watch);
    this.#browser.channel.close();
  }

  /** Waits for the lock and leads while it is held; whether there is nothing more to listen to. */
  async #term(): Promise<boolean> {
    const stolen = new AbortController();
    const hasty = this.#impatience.signal.aborted;
    this.#impatience = new AbortController();
    this.#watchOut();
    const options: LockOptions = hasty
      ? { steal: true }
      : { signal: AbortSignal.any([this.#signal, this.#impatience.signal]) };
    try {
      await this.#browser.locks.request(NAME, options, () => this.#lead(stolen.signal));
      return true;
    } catch {
      // The wait was given up, or another tab took the lock.
      return false;
    } finally {
      stolen.abort();
    }
  }

  async #lead(stolen: AbortSignal): Promise<void> {
    this.#leads = true;
    clearTimeout(this.#watch);
    const beats = setInterval(() => {
      this.#tell({ kind: 'beat' });
    }, BEAT_MS);
    const end = AbortSignal.any([this.#signal, stolen]);
    // At once, also while a connection is still being waited for: another tab begins to lead now.
    end.addEventListener('abort', () => {
      clearInterval(beats);
      this.#leads = false;
    });
    const pass = (word: Word) => {
      if (end.aborted) return;
      this.#take(word);
      this.#tell(word);
    };
    await listen(
      {
        onState: (state) => {
          pass({ kind: 'state', state });
        },
        onMessage: (message, id) => {
          pass({ kind: 'message', message, id });
        },
      },
      end,
      this.#lastId,
    );
    clearInterval(beats);
  }

  #tell(word: Word): void {
    this.#browser.channel.postMessage(word);
  }

  #hear(word: Word): void {
    if (word.kind === 'newcomer') {
      if (this.#leads) this.#greet(word.tab);
      return;
    }
    if (this.#leads) return;
    this.#watchOut();
    if (word.kind === 'beat' || (word.to !== undefined && word.to !== this.#id)) return;
    this.#take(word);
  }

  /** Tells a tab that has just been opened what it missed. */
  #greet(to: string): void {
    this.#tell({ kind: 'state', state: this.#state, to });
    if (this.#hello === null) return;
    this.#tell({ kind: 'message', message: this.#hello, id: undefined, to });
  }

  #take(word: Word): void {
    if (word.kind === 'state') {
      this.#state = word.state;
      this.#listener.onState(word.state);
    } else if (word.kind === 'message') {
      this.#lastId = word.id ?? this.#lastId;
      if (word.message.event === 'hello') this.#hello = word.message;
      this.#listener.onMessage(word.message, word.id);
    }
  }

  /** Takes the lead when nothing is heard for too long, where somebody is looking. */
  #watchOut(): void {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => {
      if (this.#browser.visible()) this.#impatience.abort();
      else this.#watchOut();
    }, SILENCE_MS);
  }
}
