import { command, getJson } from './client.ts';
import { flag, list, nullable, number, object, text, type Reader } from './shape.ts';
import type { Word } from './types.ts';

/** An alert that Alertmanager told the site of. */
export interface Alert {
  id: number;
  name: string;
  severity: Word<'critical' | 'warning'>;
  /** `null` for what is not about a camera; without an id for one that the site never had. */
  camera: { id: number | null; name: string } | null;
  summary: string | null;
  description: string | null;
  runbookUrl: string | null;
  startsAt: string;
  /** `null` while it fires. */
  endsAt: string | null;
  acknowledgement: { by: string; at: string; comment: string | null } | null;
}

/** Alerts, and whether the way from the rules to here works. */
export interface AlertList {
  items: Alert[];
  chain: { lastSeenAt: string | null; silent: boolean } | null;
}

const readWire = object<Alert>({
  id: number,
  name: text,
  severity: text,
  camera: nullable(object<NonNullable<Alert['camera']>>({ id: nullable(number), name: text })),
  summary: nullable(text),
  description: nullable(text),
  runbookUrl: nullable(text),
  startsAt: text,
  endsAt: nullable(text),
  acknowledgement: nullable(
    object<NonNullable<Alert['acknowledgement']>>({ by: text, at: text, comment: nullable(text) }),
  ),
});

const readAlert: Reader<Alert> = (value, path) => {
  const alert = readWire(value, path);
  // It comes from a rule, and a link may only lead to a page.
  const safe = alert.runbookUrl !== null && /^https?:\/\//.test(alert.runbookUrl);
  return { ...alert, runbookUrl: safe ? alert.runbookUrl : null };
};

const readList = object<AlertList>({
  items: list(readAlert),
  chain: nullable(
    object<NonNullable<AlertList['chain']>>({ lastSeenAt: nullable(text), silent: flag }),
  ),
});

const PATH = '/api/v1/alerts';

/** How many alerts that are over are shown. */
const RESOLVED_SHOWN = 50;

/** All that fire, as many as one page holds, and the last that are over. */
export async function getAlerts(signal: AbortSignal): Promise<AlertList> {
  const [firing, resolved] = await Promise.all([
    getJson(`${PATH}?state=Firing&limit=500`, readList, signal),
    getJson(`${PATH}?state=Resolved&limit=${RESOLVED_SHOWN}`, readList, signal),
  ]);
  return { items: [...firing.items, ...resolved.items], chain: firing.chain };
}

/** Tells everybody that somebody looks after it. */
export function acknowledge(id: number, comment: string): Promise<void> {
  return command(`${PATH}/${id}/acknowledgement`, { method: 'PUT', body: { comment } });
}

/** Takes an acknowledgement back. */
export function withdraw(id: number): Promise<void> {
  return command(`${PATH}/${id}/acknowledgement`, { method: 'DELETE' });
}
