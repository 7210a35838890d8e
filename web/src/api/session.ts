import { command, getJson, send } from './client.ts';
import { flag, nullable, object, text } from './shape.ts';
import type { Known, Wire } from './wire.ts';

export type Role = Known<'Role'>;

export const ROLES = ['Viewer', 'Operator', 'Admin'] as const satisfies readonly Role[];

/** Who this browser is to the API, and how one signs in here. */
export type Session = Wire<'Who'>;

const readSession = object<Session>({
  mode: text,
  anonymousRead: flag,
  name: nullable(text),
  role: nullable(text),
  session: nullable(text),
});

const PATH = '/api/v1/session';

export function getSession(signal: AbortSignal): Promise<Session> {
  return getJson(PATH, readSession, signal);
}

export function signIn(name: string, password: string): Promise<Session> {
  return send(PATH, { method: 'POST', body: { name, password } }, readSession);
}

export function signOut(): Promise<void> {
  return command(PATH, { method: 'DELETE' });
}

export function changePassword(currentPassword: string, newPassword: string): Promise<void> {
  return command(`${PATH}/password`, { method: 'PUT', body: { currentPassword, newPassword } });
}

/** Turns this browser into a wall display: it may look for a year, and no more. */
export function becomeKiosk(name: string): Promise<void> {
  return command(`${PATH}/kiosk`, { method: 'POST', body: { name } });
}

/** Where the browser goes to sign in at the OpenID Connect provider; `to` is the page to come back to. */
export function oidcUrl(to: string): string {
  return `${PATH}/oidc?${new URLSearchParams({ to }).toString()}`;
}
