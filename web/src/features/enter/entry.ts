import { asApiError } from '../../api/failure.ts';
import type { Definition } from '../../api/owned.ts';

/** A camera as a form has it: nothing is an empty text. */
export interface Entry {
  name: string;
  displayName: string;
  url: string;
  zone: string;
  location: string;
  credentials: string;
  /** With commas between them. */
  tags: string;
  notes: string;
  critical: boolean;
  enabled: boolean;
}

export const NEW_ENTRY: Entry = {
  name: '',
  displayName: '',
  url: '',
  zone: '',
  location: '',
  credentials: '',
  tags: '',
  notes: '',
  critical: false,
  enabled: true,
};

export function entryOf(definition: Definition): Entry {
  const { displayName, zone, location, credentials, tags, notes, priority, enabled } = definition;
  return {
    name: definition.name,
    url: definition.url,
    displayName: displayName ?? '',
    zone: zone ?? '',
    location: location ?? '',
    credentials: credentials ?? '',
    tags: (tags ?? []).join(', '),
    notes: notes ?? '',
    critical: priority === 'Critical',
    enabled: enabled ?? true,
  };
}

/** What is sent: what was left empty is taken out of what was entered before. */
export function definitionOf(entry: Entry): Definition {
  const orNull = (words: string) => (words.trim() === '' ? null : words.trim());
  const tags = entry.tags.split(',').map((tag) => tag.trim());
  return {
    name: entry.name.trim(),
    url: entry.url.trim(),
    displayName: orNull(entry.displayName),
    zone: orNull(entry.zone),
    location: orNull(entry.location),
    credentials: orNull(entry.credentials),
    tags: tags.filter((tag) => tag !== ''),
    notes: orNull(entry.notes),
    priority: entry.critical ? 'Critical' : 'Normal',
    enabled: entry.enabled,
  };
}

/** What the server says is wrong with each field, by its name; what is about none that is shown, by `''`. */
export function problemsOf(error: Error | null): Partial<Record<keyof Entry | '', string>> {
  if (error === null) return {};
  const { failure } = asApiError(error);
  if (failure.kind !== 'status' || failure.problem === null) return {};
  const said: Partial<Record<keyof Entry | '', string>> = {};
  for (const { pointer, detail } of failure.problem.errors) {
    const [, name = ''] = pointer.split('/');
    const field = isField(name) ? name : '';
    said[field] = said[field] === undefined ? detail : `${said[field]} ${detail}`;
  }
  return said;
}

function isField(name: string): name is keyof Entry {
  return Object.hasOwn(NEW_ENTRY, name);
}
