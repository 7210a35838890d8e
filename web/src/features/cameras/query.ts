import { CAMERA_STATES, type Camera, type CameraState } from '../../api/types.ts';
import type { Dictionary } from '../../i18n/dictionary.ts';
import { matching } from './filter.ts';
import { problemsFirst } from './order.ts';

export const SORTS = [
  'problems',
  'name',
  'zone',
  'since',
  'lastProbe',
  'latency',
  'views',
] as const;

export type Sort = (typeof SORTS)[number];

/** What the reader wants to see of the cameras; lives in the page's address. */
export interface CameraQuery {
  q: string;
  states: CameraState[];
  /** `null` for all; the empty one is that of cameras without a zone. */
  zone: string | null;
  tag: string | null;
  critical: boolean;
  sort: Sort;
  descending: boolean;
  view: 'table' | 'grid';
}

/** Reads the address; what it does not understand is as if it were not there. */
export function parseQuery(params: URLSearchParams): CameraQuery {
  const words = (params.get('state') ?? '').split(',');
  const sort = params.get('sort') ?? '';
  const key = sort.replace(/^-/, '');
  return {
    q: params.get('q') ?? '',
    states: CAMERA_STATES.filter((state) => words.includes(state)),
    zone: params.get('zone'),
    tag: params.get('tag'),
    critical: params.get('priority') === 'Critical',
    sort: SORTS.find((known) => known === key) ?? 'problems',
    descending: sort.startsWith('-'),
    view: params.get('view') === 'grid' ? 'grid' : 'table',
  };
}

/** Writes into the address; what is as usual is left out, and what is not ours stays. */
export function writeQuery(before: URLSearchParams, query: CameraQuery): URLSearchParams {
  const params = new URLSearchParams(before);
  const put = (name: string, value: string | null) => {
    if (value === null) params.delete(name);
    else params.set(name, value);
  };
  const usual = query.sort === 'problems' && !query.descending;
  put('q', query.q === '' ? null : query.q);
  put('state', query.states.length === 0 ? null : query.states.join(','));
  put('zone', query.zone);
  put('tag', query.tag);
  put('priority', query.critical ? 'Critical' : null);
  put('sort', usual ? null : `${query.descending ? '-' : ''}${query.sort}`);
  put('view', query.view === 'table' ? null : query.view);
  return params;
}

/** Whether anything is left out. */
export function isFiltered({ q, states, zone, tag, critical }: CameraQuery): boolean {
  return q.trim() !== '' || states.length > 0 || zone !== null || tag !== null || critical;
}

/** The query with nothing left out. */
export function withoutFilter(query: CameraQuery): CameraQuery {
  return { ...query, q: '', states: [], zone: null, tag: null, critical: false };
}

/** The cameras that the query wants, in its order. */
export function select(
  cameras: readonly Camera[],
  query: CameraQuery,
  t: Dictionary,
  locale: string,
): Camera[] {
  const { states, zone, tag, critical } = query;
  const kept = cameras.filter(
    (camera) =>
      (states.length === 0 || (states as readonly string[]).includes(camera.state)) &&
      (zone === null || camera.zone === zone) &&
      (tag === null || camera.tags.includes(tag)) &&
      (!critical || camera.priority === 'Critical'),
  );
  return sorted(matching(kept, query.q, t), query, locale);
}

function sorted(cameras: readonly Camera[], { sort, descending }: CameraQuery, locale: string) {
  // The usual order decides among equals.
  const usual = problemsFirst(cameras, locale);
  const names = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });
  const keys: Record<Exclude<Sort, 'problems'>, (camera: Camera) => string | number | null> = {
    name: ({ displayName }) => displayName,
    zone: ({ zone }) => zone,
    since: ({ since }) => since,
    lastProbe: ({ lastProbeAt }) => lastProbeAt,
    latency: ({ latencyMs }) => latencyMs,
    views: ({ views }) => views,
  };
  if (sort === 'problems') return descending ? usual.reverse() : usual;
  const key = keys[sort];
  const sign = descending ? -1 : 1;
  return usual.sort((a, b) => {
    const [left, right] = [key(a), key(b)];
    // What is not known stands at the end in both directions.
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    if (typeof left === 'number' && typeof right === 'number') return sign * (left - right);
    return sign * names.compare(String(left), String(right));
  });
}

/** The zones of the cameras, by name. */
export function zonesOf(cameras: readonly Camera[], locale: string): string[] {
  return distinct(
    cameras.map(({ zone }) => zone),
    locale,
  );
}

/** The tags of the cameras, by name. */
export function tagsOf(cameras: readonly Camera[], locale: string): string[] {
  return distinct(
    cameras.flatMap(({ tags }) => tags),
    locale,
  );
}

function distinct(words: readonly string[], locale: string): string[] {
  return [...new Set(words)].sort(new Intl.Collator(locale, { numeric: true }).compare);
}
