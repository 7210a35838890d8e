import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { fakeApi, notFound, silent, unreachable, type Responder } from '../test/fakeApi.ts';
import { Line } from '../test/line.ts';
import { CLOSED_MS, listen, SILENCE_MS, type StreamMessage, type StreamState } from './stream.ts';

let stop: AbortController;

beforeEach(() => {
  vi.useFakeTimers();
  stop = new AbortController();
});

afterEach(async () => {
  stop.abort();
  await vi.advanceTimersByTimeAsync(0);
  vi.useRealTimers();
});

async function start(respond: Responder) {
  const api = fakeApi(respond);
  const states: StreamState[] = [];
  const messages: StreamMessage[] = [];
  const ended = vi.fn();
  void listen(
    { onState: (state) => states.push(state), onMessage: (message) => messages.push(message) },
    stop.signal,
  ).then(ended);
  await vi.advanceTimersByTimeAsync(0);
  return { api, messages, ended, kinds: () => states.map(({ kind }) => kind) };
}

function lastEventId(init: RequestInit | undefined): string | null {
  return new Headers(init?.headers).get('last-event-id');
}

test('messages are passed on with their names, however they are cut', async () => {
  const line = new Line();
  const { messages, kinds } = await start(line.answer);
  line.tell('event: camera\nid: 7\nda');
  line.tell('ta: {"a":"é"}\n\nevent: ping\ndata: {}\n\n');
  await vi.advanceTimersByTimeAsync(0);
  expect(messages).toEqual([
    { event: 'camera', data: '{"a":"é"}' },
    { event: 'ping', data: '{}' },
  ]);
  expect(kinds()).toEqual(['connecting', 'open']);
});

test('a closed connection comes back with the last id, and nothing is said of it', async () => {
  const line = new Line();
  const { api, kinds } = await start(line.answer);
  line.tell('event: camera\nid: 7\ndata: {}\n\n');
  line.tell('event: ping\ndata: {}\n\n');
  await vi.advanceTimersByTimeAsync(0);
  line.close();
  await vi.advanceTimersByTimeAsync(CLOSED_MS - 100);
  expect(api.fetch.mock.calls.map(([, init]) => lastEventId(init))).toEqual([null, '7']);
  expect(kinds()).toEqual(['connecting', 'open', 'open']);
});

test('one that does not come back is said to be lost after five seconds, and tried on', async () => {
  const line = new Line();
  const { api, kinds } = await start(line.answer);
  api.respond = unreachable;
  line.close();
  await vi.advanceTimersByTimeAsync(CLOSED_MS - 1);
  expect(kinds()).toEqual(['connecting', 'open']);
  await vi.advanceTimersByTimeAsync(1);
  expect(kinds()).toEqual(['connecting', 'open', 'lost']);

  api.respond = line.answer;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(kinds()).toEqual(['connecting', 'open', 'lost', 'open']);
});

test('a silent one is lost after twelve seconds, and pings keep it', async () => {
  const line = new Line();
  const { api, kinds } = await start(line.answer);
  await vi.advanceTimersByTimeAsync(SILENCE_MS - 1);
  line.tell('event: ping\ndata: {}\n\n');
  await vi.advanceTimersByTimeAsync(SILENCE_MS - 1);
  expect(kinds()).toEqual(['connecting', 'open']);
  api.respond = silent;
  await vi.advanceTimersByTimeAsync(2);
  expect(kinds()).toEqual(['connecting', 'open', 'lost']);
});

test('a server that never answers is lost, too', async () => {
  const { kinds } = await start(silent);
  await vi.advanceTimersByTimeAsync(CLOSED_MS);
  expect(kinds()).toEqual(['connecting', 'lost']);
});

test.each([
  [401, 'refused'],
  [403, 'refused'],
  [404, 'unsupported'],
])('status %i ends it: %s', async (status, kind) => {
  const { api, kinds, ended } = await start(() => new Response(null, { status }));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(kinds()).toEqual(['connecting', kind]);
  expect(api.fetch).toHaveBeenCalledTimes(1);
  expect(ended).toHaveBeenCalledTimes(1);
});

test('trouble of the server does not end it', async () => {
  const { api, kinds } = await start(() => new Response(null, { status: 503 }));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(kinds()).toEqual(['connecting', 'lost']);
  expect(api.fetch.mock.calls.length).toBeGreaterThan(5);
});

test('nothing goes on after the end', async () => {
  const { api, kinds, ended } = await start(new Line().answer);
  api.respond = notFound;
  stop.abort();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(kinds()).toEqual(['connecting', 'open']);
  expect(api.fetch).toHaveBeenCalledTimes(1);
  expect(ended).toHaveBeenCalledTimes(1);
});
