import type { MockAnswer, MockRequest } from './api.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What happened in the story, minutes ago. */
const EVENTS = [
  { minutes: 27, id: 4, name: 'ticket-office', from: 'Up', to: 'Down', reason: 'Refused' },
  { minutes: 41, id: 6, name: 'tunnel', from: 'Up', to: 'Down', reason: 'Timeout' },
  { minutes: 75, id: 1, name: 'hall', from: 'Down', to: 'Up', reason: null },
  { minutes: 81, id: 1, name: 'hall', from: 'Up', to: 'Down', reason: 'Timeout' },
  { minutes: 190, id: 4, name: 'ticket-office', from: 'Down', to: 'Up', reason: null },
  { minutes: 200, id: 4, name: 'ticket-office', from: 'Up', to: 'Down', reason: 'Refused' },
  { minutes: 400, id: 5, name: 'entrance', from: 'Up', to: 'Degraded', reason: 'LowFps' },
];

function events(startedAt: number, camera: string | null) {
  return EVENTS.filter(({ name }) => camera === null || name === camera).map(
    ({ minutes, id, name, from, to, reason }, index) => {
      const at = new Date(startedAt - minutes * MINUTE_MS).toISOString();
      return {
        id: 100 - index,
        seq: 100 - index,
        kind: 'State',
        camera: { id, name },
        at,
        since: at,
        from,
        to,
        reason,
        message: null,
        previousDurationMs: (from === 'Down' ? 6 : 119) * MINUTE_MS,
        shard: 0,
      };
    },
  );
}

function resolution(lengthMs: number): number {
  if (lengthMs <= DAY_MS) return 5 * MINUTE_MS;
  return lengthMs <= 14 * DAY_MS ? HOUR_MS : DAY_MS;
}

/** A day with an outage, a slow spell and a gap. */
function history(query: URLSearchParams, name: string) {
  const from = query.get('from') ?? '';
  const start = Date.parse(from);
  const end = Date.parse(query.get('to') ?? new Date().toISOString());
  const width = resolution(end - start);
  const first = Math.floor(start / width) * width;
  const seconds = width / 1000;
  const buckets = Array.from({ length: Math.ceil((end - first) / width) }, (_, index) => {
    const at = new Date(first + index * width).toISOString();
    const place = index / ((end - first) / width);
    const gap = place > 0.3 && place < 0.33;
    const down = place > 0.6 && place < 0.68 ? 0.7 : 0;
    const degraded = place > 0.8 && place < 0.9 ? 0.4 : 0;
    const latency = Math.round(5 + 3 * Math.sin(index / 7) + (degraded > 0 ? 60 : 0));
    return {
      at,
      probes: gap ? null : 30,
      failed: gap ? null : Math.round(30 * down),
      latencyAvgMs: gap ? null : latency,
      latencyMinMs: gap ? null : latency - 2,
      latencyMaxMs: gap ? null : latency * 2,
      upSeconds: gap ? null : Math.round(seconds * (1 - down - degraded)),
      degradedSeconds: gap ? null : Math.round(seconds * degraded),
      downSeconds: gap ? null : Math.round(seconds * down),
      unknownSeconds: gap ? null : 0,
    };
  });
  const to = new Date(end).toISOString();
  return { camera: { id: 1, name }, from, to, bucketSeconds: seconds, buckets };
}

function report(query: URLSearchParams) {
  const by = query.get('by') ?? 'Camera';
  const from = query.get('from') ?? new Date(Date.now() - DAY_MS).toISOString();
  const to = query.get('to') ?? new Date().toISOString();
  const line = (name: string, availability: number | null, downMs: number, cameras: number) => ({
    name,
    zone: null,
    cameras,
    availability,
    coverage: availability === null ? null : 0.9987,
    upMs: DAY_MS,
    downMs,
    maintenanceMs: 2 * HOUR_MS,
    windowMs: DAY_MS,
  });
  const zones = [
    line('concourse', 0.9812, 27 * MINUTE_MS, 3),
    line('platforms', 1, 0, 2),
    line('parking', 0.62, 9 * HOUR_MS, 2),
    line('', null, 0, 2),
  ];
  const single = [line(query.get('camera') ?? 'gare-de-lyon', 0.9934, 27 * MINUTE_MS, 9)];
  const items = by === 'Zone' ? zones : single;
  return { from, to, by, generatedAt: to, items, nextCursor: null, total: items.length };
}

export function answerHistory({ path, query }: MockRequest, startedAt: number): MockAnswer {
  if (path === '/api/v1/events') {
    const items = events(startedAt, query.get('camera'));
    return { status: 200, body: { items, nextCursor: null, total: items.length } };
  }
  const [, name] = /^\/api\/v1\/cameras\/([^/]+)\/history$/.exec(path) ?? [];
  if (name !== undefined) return { status: 200, body: history(query, name) };
  if (path === '/api/v1/reports/availability') return { status: 200, body: report(query) };
  return undefined;
}
