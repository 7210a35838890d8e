import { command, getJson, send } from './client.ts';
import { readPage } from './readers.ts';
import { flag, nullable, number, object, text } from './shape.ts';
import type { Page } from './types.ts';
import type { Known, Wire } from './wire.ts';

/** Somebody who signs in with a password. */
export type User = Wire<'User', 'name' | 'role' | 'disabled' | 'createdAt' | 'lastLoginAt'>;

/** A browser that is signed in. */
export type OpenSession = Wire<'Session'>;

export const TOKEN_SCOPES = [
  'Viewer',
  'Operator',
  'Admin',
  'alerts:write',
  'summary:read',
] as const satisfies readonly Known<'Scope'>[];

/** A program's key to the API, without what it is. */
export type Token = Wire<'Token'>;

const readUser = object<User>({
  name: text,
  role: text,
  disabled: flag,
  createdAt: text,
  lastLoginAt: nullable(text),
});

const readOpenSession = object<OpenSession>({
  id: number,
  kind: text,
  name: text,
  role: text,
  remote: text,
  createdAt: text,
  lastSeenAt: text,
  expiresAt: text,
  current: flag,
});

const tokenShape = {
  id: number,
  name: text,
  scope: text,
  createdBy: text,
  createdAt: text,
  expiresAt: text,
  lastUsedAt: nullable(text),
};

export function getUsers(signal: AbortSignal): Promise<Page<User>> {
  return getJson('/api/v1/users', readPage(readUser), signal);
}

export function addUser(name: string, role: string, password: string): Promise<User> {
  return send('/api/v1/users', { method: 'POST', body: { name, role, password } }, readUser);
}

export function changeUser(
  name: string,
  change: { role?: string; disabled?: boolean; password?: string },
): Promise<User> {
  const path = `/api/v1/users/${encodeURIComponent(name)}`;
  return send(path, { method: 'PATCH', body: change }, readUser);
}

export function removeUser(name: string): Promise<void> {
  return command(`/api/v1/users/${encodeURIComponent(name)}`, { method: 'DELETE' });
}

export function getOpenSessions(signal: AbortSignal): Promise<Page<OpenSession>> {
  return getJson('/api/v1/sessions', readPage(readOpenSession), signal);
}

export function endSession(id: number): Promise<void> {
  return command(`/api/v1/sessions/${id}`, { method: 'DELETE' });
}

export function getTokens(signal: AbortSignal): Promise<Page<Token>> {
  return getJson('/api/v1/tokens', readPage(object<Token>(tokenShape)), signal);
}

/** Makes a token; the answer is the only time that it is shown. */
export function addToken(
  name: string,
  scope: string,
  expiresInDays: number,
): Promise<Token & { token: string }> {
  return send(
    '/api/v1/tokens',
    { method: 'POST', body: { name, scope, expiresInDays } },
    object<Token & { token: string }>({ ...tokenShape, token: text }),
  );
}

export function revokeToken(id: number): Promise<void> {
  return command(`/api/v1/tokens/${id}`, { method: 'DELETE' });
}
