import { MOCK_PASSWORD } from './accounts.ts';
import type { MockAnswer, MockRequest } from './api.ts';

const HOUR_MS = 3_600_000;

/** What people did, as the mock keeps it. */
export interface Operations {
  windows: Record<string, unknown>[];
  notes: Record<string, unknown>[];
  alerts: Record<string, unknown>[];
  chain: { lastSeenAt: string | null; silent: boolean };
}

export function createOperations(startedAt: number): Operations {
  const at = (hours: number) => new Date(startedAt + hours * HOUR_MS).toISOString();
  const window = (id: number, change: object) => ({
    id,
    version: 1,
    scope: 'Zone',
    zone: 'parking',
    camera: null,
    reason: 'Cabling on level 2',
    startsAt: at(-1),
    endsAt: at(2),
    recurrence: null,
    activeUntil: null,
    createdBy: 'jane',
    createdAt: at(-30),
    updatedBy: 'jane',
    updatedAt: at(-30),
    ...change,
  });
  return {
    windows: [
      window(3, { activeUntil: at(2) }),
      window(2, {
        scope: 'Site',
        zone: null,
        reason: 'Weekly restart',
        endsAt: null,
        recurrence: { cron: '30 2 * * SUN', timeZone: 'Europe/Paris', durationSeconds: 1800 },
      }),
      window(1, {
        scope: 'Camera',
        zone: null,
        camera: 'hall',
        reason: 'Lens cleaning',
        startsAt: at(-50),
        endsAt: at(-49),
      }),
    ],
    notes: [
      {
        id: 1,
        at: at(-3),
        author: 'night-shift',
        camera: 'tunnel',
        text: 'Technician called, comes at 10.',
      },
    ],
    alerts: [
      alert(12, at(-0.4), null, {
        severity: 'critical',
        camera: { id: 4, name: 'ticket-office' },
        summary: 'Camera ticket-office is down',
        description: 'The address answers, but nothing listens on this port.',
      }),
      alert(11, at(-0.7), null, {
        camera: { id: 6, name: 'tunnel' },
        summary: 'Camera tunnel is down',
        acknowledgement: { by: 'night-shift', at: at(-0.5), comment: 'Technician called' },
      }),
      alert(10, at(-2), at(-1.9), {
        camera: { id: 1, name: 'hall' },
        summary: 'Camera hall is down',
      }),
    ],
    chain: { lastSeenAt: at(0), silent: false },
  };
}

function alert(id: number, startsAt: string, endsAt: string | null, change: object) {
  return {
    id,
    fingerprint: `mock-${id}`,
    name: 'CameraDown',
    severity: 'warning',
    state: endsAt === null ? 'Firing' : 'Resolved',
    camera: null,
    summary: null,
    description: null,
    runbookUrl: 'https://example.net/runbooks/CameraDown',
    generatorUrl: null,
    labels: {},
    annotations: {},
    startsAt,
    endsAt,
    receivedAt: startsAt,
    acknowledgement: null,
    ...change,
  };
}

function page(items: unknown[]) {
  return { items, nextCursor: null, total: items.length };
}

export function answerOperations(operations: Operations, request: MockRequest): MockAnswer {
  return (
    answerAlerts(operations, request) ??
    answerMaintenance(operations, request) ??
    answerNotes(operations, request) ??
    answerProbe(request) ??
    answerTry(request)
  );
}

function answerAlerts(
  operations: Operations,
  { method, path, query, body }: MockRequest,
): MockAnswer {
  if (path === '/api/v1/alerts') {
    const state = query.get('state');
    const items = operations.alerts.filter((one) => state === null || one['state'] === state);
    return { status: 200, body: { ...page(items), chain: operations.chain } };
  }
  const [, id] = /^\/api\/v1\/alerts\/(\d+)\/acknowledgement$/.exec(path) ?? [];
  const found = operations.alerts.find((one) => one['id'] === Number(id));
  if (found === undefined) return undefined;
  if (method === 'DELETE') {
    found['acknowledgement'] = null;
    return { status: 204 };
  }
  const comment = body?.['comment'] ?? null;
  found['acknowledgement'] = { by: 'jane', at: new Date().toISOString(), comment };
  return { status: 200, body: found };
}

function answerMaintenance(
  operations: Operations,
  { method, path, body }: MockRequest,
): MockAnswer {
  if (path === '/api/v1/maintenance') {
    if (method === 'GET') return { status: 200, body: page(operations.windows) };
    const id = operations.windows.length + 1;
    const made = {
      ...operations.windows[0],
      ...body,
      id,
      version: 1,
      activeUntil: body?.['endsAt'] ?? null,
    };
    operations.windows.unshift(made);
    return { status: 201, body: made };
  }
  const [, id] = /^\/api\/v1\/maintenance\/(\d+)$/.exec(path) ?? [];
  const index = operations.windows.findIndex((one) => one['id'] === Number(id));
  if (index < 0) return undefined;
  if (method === 'DELETE') {
    operations.windows.splice(index, 1);
    return { status: 204 };
  }
  Object.assign(operations.windows[index] ?? {}, body, { version: 2, activeUntil: null });
  return { status: 200, body: operations.windows[index] };
}

function answerNotes(operations: Operations, { method, path, body }: MockRequest): MockAnswer {
  if (path !== '/api/v1/notes') return undefined;
  if (method === 'GET') return { status: 200, body: page(operations.notes) };
  const made = {
    id: operations.notes.length + 1,
    at: new Date().toISOString(),
    author: 'jane',
    ...body,
  };
  operations.notes.unshift(made);
  return { status: 201, body: made };
}

function answerProbe({ path }: MockRequest): MockAnswer {
  if (!/^\/api\/v1\/cameras\/[^/]+\/probe$/.test(path)) return undefined;
  const stages = [
    { stage: 'Tcp', durationMs: 1 },
    { stage: 'Options', durationMs: 2 },
    { stage: 'Describe', durationMs: 4 },
  ];
  const at = new Date().toISOString();
  return {
    status: 200,
    body: {
      state: 'Up',
      verdict: 'Up',
      reason: null,
      message: null,
      latencyMs: 7,
      stages,
      facts: null,
      at,
    },
  };
}

/** A camera that takes one password only. */
function answerTry({ path, body }: MockRequest): MockAnswer {
  if (path !== '/api/v1/try') return undefined;
  const ok = body?.['password'] === MOCK_PASSWORD;
  const at = new Date().toISOString();
  const stages = [
    { stage: 'connect', durationMs: 1 },
    { stage: 'options', durationMs: 2 },
    { stage: 'describe', durationMs: 4 },
  ];
  const unknown = {
    bitrateBps: null,
    certificateExpiresAt: null,
    clockOffsetMs: null,
    firmware: null,
    firstKeyframeMs: null,
    firstPacketMs: null,
    make: null,
    model: null,
    serial: null,
  };
  return {
    status: 200,
    body: {
      ok,
      reason: ok ? null : 'AuthFailed',
      message: ok ? null : '401 after a fresh nonce',
      address: '10.20.1.30:554',
      latencyMs: 7,
      facts: ok
        ? { ...unknown, codec: 'H264', width: 1920, height: 1080, fps: 25, server: 'mock' }
        : null,
      stages,
      at,
    },
  };
}
