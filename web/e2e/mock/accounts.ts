import type { MockAnswer, MockRequest } from './api.ts';

/** Who is signed in at the mock. */
export interface MockSession {
  mode: 'Local' | 'OIDC' | 'None';
  anonymousRead: boolean;
  name: string | null;
  role: 'Viewer' | 'Operator' | 'Admin' | null;
  kind: 'Password' | 'Kiosk' | null;
}

/** The password that the mock takes, from everybody. */
export const MOCK_PASSWORD = 'correct horse battery';

const HOUR_MS = 3_600_000;

function ago(hours: number): string {
  return new Date(Date.now() - hours * HOUR_MS).toISOString();
}

function page(items: unknown[]): MockAnswer {
  return { status: 200, body: { items, nextCursor: null, total: items.length } };
}

function refusal(status: number, slug: string, detail: string): MockAnswer {
  const type = `/problems/${slug}`;
  return { status, body: { type, title: slug, detail, requestId: `mock-${status}` } };
}

export function answerAccounts(session: MockSession, request: MockRequest): MockAnswer {
  const { method, path, body } = request;
  if (path === '/api/v1/session') return answerSession(session, method, body);
  if (session.role === null && !session.anonymousRead) {
    return refusal(401, 'unauthenticated', 'Sign in first.');
  }
  if (path === '/api/v1/session/password') return { status: 204 };
  if (path === '/api/v1/session/kiosk') {
    Object.assign(session, { name: '(kiosk) hall', role: 'Viewer', kind: 'Kiosk' });
    return { status: 204 };
  }
  if (path === '/api/v1/users' && method === 'GET') return page(users());
  if (path === '/api/v1/sessions' && method === 'GET') return page(sessions());
  if (path === '/api/v1/tokens') {
    if (method === 'GET') return page([token()]);
    return { status: 201, body: { ...token(), token: 'cst_shown-once' } };
  }
  return undefined;
}

function answerSession(
  session: MockSession,
  method: string,
  body: MockRequest['body'],
): MockAnswer {
  if (method === 'DELETE') {
    Object.assign(session, { name: null, role: null, kind: null });
    return { status: 204 };
  }
  if (method === 'POST') {
    if (body?.['password'] !== MOCK_PASSWORD) {
      const detail = 'Name and password do not belong together, or the user may not sign in.';
      return refusal(401, 'unauthenticated', detail);
    }
    Object.assign(session, { name: body['name'], role: 'Operator', kind: 'Password' });
  }
  const { mode, anonymousRead, name, role, kind } = session;
  return { status: 200, body: { mode, anonymousRead, name, role, session: kind } };
}

function users() {
  const user = (name: string, role: string, disabled: boolean, lastLoginAt: string | null) => ({
    name,
    role,
    disabled,
    createdAt: ago(900),
    passwordChangedAt: ago(900),
    lastLoginAt,
  });
  return [
    user('admin', 'Admin', true, null),
    user('jane', 'Admin', false, ago(1)),
    user('night-shift', 'Operator', false, ago(9)),
  ];
}

function sessions() {
  const session = (id: number, kind: string, name: string, role: string) => ({
    id,
    kind,
    name,
    role,
    remote: '10.20.0.7',
    createdAt: ago(5),
    lastSeenAt: ago(0.2),
    expiresAt: ago(-700),
    current: id === 1,
  });
  return [
    session(1, 'Password', 'jane', 'Admin'),
    session(2, 'Kiosk', '(kiosk) hall-screen', 'Viewer'),
  ];
}

function token() {
  return {
    id: 3,
    name: 'grafana',
    scope: 'Viewer',
    createdBy: 'jane',
    createdAt: ago(200),
    expiresAt: ago(-1900),
    lastUsedAt: ago(0.1),
  };
}
