import type { MockAnswer, MockRequest } from './api.ts';
import type { MockCamera } from './fixtures.ts';

/** What was entered of one camera. */
type Definition = Record<string, unknown> & { name: string };

/** Cameras that were entered, and how one changes them. */
export interface Owned {
  definitions: Map<string, { definition: Definition; version: number }>;
  /** The site's cameras with those that were entered among them. */
  among: (cameras: MockCamera[]) => MockCamera[];
}

/** The camera of the fixtures that was entered. */
const FIRST: Definition = {
  name: 'roof',
  displayName: 'Roof',
  url: 'rtsp://10.20.1.30:554/live',
  zone: 'outside',
  tags: ['ptz'],
  priority: 'Normal',
  enabled: true,
  vlan: 20,
};

export function createOwned(): Owned {
  const definitions: Owned['definitions'] = new Map([
    [FIRST.name, { definition: FIRST, version: 1 }],
  ]);
  return {
    definitions,
    among: (cameras) => {
      const [pattern] = cameras;
      const declared = cameras.filter(({ origin }) => origin === 'Declared');
      const entered = [...definitions.values()].map(({ definition, version }, index) => ({
        ...(cameras.find(({ name }) => name === definition.name) ?? {
          ...pattern,
          id: 100 + index,
          state: 'Unknown',
          reason: 'NotProbedYet',
          origin: 'Api',
        }),
        name: definition.name,
        displayName: (definition['displayName'] as string | null) ?? definition.name,
        zone: (definition['zone'] as string | null | undefined) ?? '',
        version,
      }));
      return [...declared, ...entered];
    },
  };
}

function refusal(status: number, slug: string, detail: string, errors: unknown[] = []): MockAnswer {
  const type = `/problems/${slug}`;
  return { status, body: { type, title: slug, detail, errors, requestId: `mock-${status}` } };
}

export function answerOwned(owned: Owned, request: MockRequest, cameras: MockCamera[]): MockAnswer {
  const { method, path, body } = request;
  if (path === '/api/v1/cameras.csv' && method === 'POST') return answerImport(owned, request);
  if (path === '/api/v1/cameras' && method === 'POST') {
    const definition = body as Definition;
    if (cameras.some(({ name }) => name === definition.name)) {
      return refusal(409, 'name-taken', 'A camera of this name was entered already.');
    }
    if (!isUrl(definition['url'])) return refusedUrl();
    owned.definitions.set(definition.name, { definition, version: 1 });
    return { status: 201, body: { ...cameras[0], ...nameOf(definition), origin: 'Api' } };
  }
  const [, name = '', definitionPath] =
    /^\/api\/v1\/cameras\/([^/]+)(\/definition)?$/.exec(path) ?? [];
  const entered = owned.definitions.get(name);
  if (entered === undefined) return undefined;
  const { definition, version } = entered;
  if (definitionPath !== undefined) {
    return { status: 200, body: definition, headers: { etag: `"${version}"` } };
  }
  if (method !== 'PATCH' && method !== 'DELETE') return undefined;
  if (request.ifMatch !== `"${version}"`) {
    return refusal(412, 'version-mismatch', 'It was changed meanwhile; look at it again.');
  }
  if (method === 'DELETE') {
    owned.definitions.delete(name);
    return { status: 204 };
  }
  if (!isUrl(body?.['url'])) return refusedUrl();
  owned.definitions.set(name, { definition: { ...definition, ...body }, version: version + 1 });
  return { status: 200, body: { ...cameras[0], ...nameOf(definition), origin: 'Api' } };
}

function nameOf({ name }: Definition) {
  return { name, displayName: name };
}

function isUrl(url: unknown): boolean {
  return typeof url === 'string' && url.includes('://');
}

function refusedUrl(): MockAnswer {
  const errors = [{ pointer: '/url', detail: 'It has no scheme; write rtsp:// before it.' }];
  return refusal(422, 'invalid', 'The camera cannot be had so.', errors);
}

/** A sheet whose first two columns are name and url. */
function answerImport(owned: Owned, { query, text }: MockRequest): MockAnswer {
  const dryRun = query.get('dryRun') === 'true';
  const rows = text
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => row.trim().split(','));
  const errors = rows.flatMap(([, url], index) =>
    isUrl(url) ? [] : [{ line: index + 2, column: 'url', detail: 'It has no scheme.' }],
  );
  const names = rows.map(([name = '']) => name);
  const created = errors.length > 0 ? [] : names.filter((name) => !owned.definitions.has(name));
  if (errors.length > 0 && !dryRun) return refusal(422, 'invalid', 'Rows have errors.');
  if (!dryRun) {
    for (const [name = '', url = ''] of rows) {
      owned.definitions.set(name, { definition: { name, url, displayName: null }, version: 1 });
    }
  }
  return { status: 200, body: { dryRun, created, changed: [], unchanged: 0, errors } };
}
