import { command, getJson, send } from './client.ts';
import { readPage } from './readers.ts';
import { nullable, number, object, text } from './shape.ts';
import type { Page } from './types.ts';
import type { Known, Wire } from './wire.ts';

export type Scope = Known<'MaintenanceScope'>;

export const SCOPES = ['Site', 'Zone', 'Camera'] as const satisfies readonly Scope[];

/** When a window comes again: `cron` has five fields, on the clocks of `timeZone`. */
export type Recurrence = Wire<'Recurrence'>;

/** A window; `activeUntil` is until when it covers its cameras, if it covers them now. */
export type MaintenanceWindow = Wire<
  'MaintenanceWindow',
  | 'id'
  | 'version'
  | 'scope'
  | 'zone'
  | 'camera'
  | 'reason'
  | 'startsAt'
  | 'endsAt'
  | 'recurrence'
  | 'activeUntil'
  | 'createdBy'
>;

/** A window as it is sent. */
export type WindowInput = Pick<
  MaintenanceWindow,
  'zone' | 'camera' | 'reason' | 'endsAt' | 'recurrence'
> & { scope: string; startsAt: string | null };

const readWindow = object<MaintenanceWindow>({
  id: number,
  version: number,
  scope: text,
  zone: nullable(text),
  camera: nullable(text),
  reason: text,
  startsAt: text,
  endsAt: nullable(text),
  recurrence: nullable(object<Recurrence>({ cron: text, timeZone: text, durationSeconds: number })),
  activeUntil: nullable(text),
  createdBy: text,
});

const PATH = '/api/v1/maintenance';

/** The newest windows, as many as one page holds. */
export function getWindows(signal: AbortSignal): Promise<Page<MaintenanceWindow>> {
  return getJson(`${PATH}?limit=500`, readPage(readWindow), signal);
}

export function createWindow(input: WindowInput): Promise<MaintenanceWindow> {
  return send(PATH, { method: 'POST', body: input }, readWindow);
}

/** Ends a window at `endsAt` (RFC 3339) and leaves the rest of it as it is. */
export function endWindow(window: MaintenanceWindow, endsAt: string): Promise<MaintenanceWindow> {
  const { id, version, scope, zone, camera, reason, startsAt, recurrence } = window;
  const body: WindowInput = { scope, zone, camera, reason, startsAt, endsAt, recurrence };
  return send(`${PATH}/${id}`, { method: 'PUT', body, version }, readWindow);
}

export function deleteWindow({ id, version }: MaintenanceWindow): Promise<void> {
  return command(`${PATH}/${id}`, { method: 'DELETE', version });
}
