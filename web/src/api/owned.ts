import { command, exchange, readBody, send } from './client.ts';
import { ApiError } from './failure.ts';
import { readCamera } from './readers.ts';
import { flag, list, nullable, number, object, text } from './shape.ts';
import type { Camera } from './types.ts';
import type { Wire } from './wire.ts';

/** What is entered of a camera, as far as the page lets one enter it; the rest is left as it is. */
export type Definition = Wire<
  'CameraDefinition',
  | 'name'
  | 'displayName'
  | 'url'
  | 'zone'
  | 'location'
  | 'credentials'
  | 'priority'
  | 'tags'
  | 'enabled'
  | 'notes'
>;

const readDefinition = object<Definition>({
  name: text,
  displayName: nullable(text),
  url: text,
  zone: nullable(text),
  location: nullable(text),
  credentials: nullable(text),
  priority: nullable(text),
  tags: nullable(list(text)),
  enabled: nullable(flag),
  notes: nullable(text),
});

/** What was entered, and the version of the camera that it is. */
export interface Entered {
  definition: Definition;
  version: number;
}

const PATH = '/api/v1/cameras';

function pathOf(name: string): string {
  return `${PATH}/${encodeURIComponent(name)}`;
}

/** What was entered of a camera that the CameraSite does not declare. */
export function getDefinition(name: string, signal: AbortSignal): Promise<Entered> {
  return exchange(`${pathOf(name)}/definition`, {}, signal, async (response) => {
    const version = /^"(\d+)"$/.exec(response.headers.get('etag') ?? '')?.[1];
    if (version === undefined) throw new ApiError({ kind: 'malformed', detail: 'no ETag' });
    return { definition: await readBody(response, readDefinition), version: Number(version) };
  });
}

export function enterCamera(definition: Definition): Promise<Camera> {
  return send(PATH, { method: 'POST', body: definition }, readCamera);
}

/** Changes what was entered, if `version` is still the camera's. */
export function changeCamera({ definition, version }: Entered): Promise<Camera> {
  const sending = { method: 'PATCH', body: definition, version } as const;
  return send(pathOf(definition.name), sending, readCamera);
}

/** Removes a camera that was entered, if it has not changed since it was looked at. */
export function removeCamera({ name, version }: Pick<Camera, 'name' | 'version'>): Promise<void> {
  return command(pathOf(name), { method: 'DELETE', version });
}

/** What an import does, would do, or why it does nothing. */
export type ImportReport = Wire<'Imported'> & { errors: Wire<'RowError'>[] };

const readReport = object<ImportReport>({
  created: list(text),
  changed: list(text),
  unchanged: number,
  errors: list(object<Wire<'RowError'>>({ line: number, column: nullable(text), detail: text })),
});

/** Every address in the sheet is looked up before the answer, in milliseconds. */
const IMPORT_LIMIT_MS = 60_000;

/** Enters all cameras of a sheet, or tells what that would do. */
export function importCameras(sheet: string, dryRun: boolean): Promise<ImportReport> {
  const sending = { method: 'POST', csv: sheet, limitMs: IMPORT_LIMIT_MS } as const;
  return send(`${PATH}.csv?dryRun=${dryRun}`, sending, readReport);
}

/** Where the inventory is had as a sheet. */
export const SHEET_PATH = `${PATH}.csv`;
