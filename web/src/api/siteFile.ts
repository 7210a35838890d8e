import { exchange, readBody } from './client.ts';
import { asApiError } from './failure.ts';
import { list, object, optional, text, type Reader } from './shape.ts';

/** A floor plan of the site. */
export interface FloorPlan {
  /** By this name the coordinates of cameras mean it. */
  name: string;
  /** Address of its image. */
  image: string;
}

/** What the web server itself knows of the site, beside the API. */
export interface SiteFile {
  /** Each name once. */
  floorPlans: FloorPlan[];
  /** Where the map's tiles are, with `{z}`, `{x}` and `{y}` in it; `null` for a site without a map. */
  tilesURL: string | null;
  /** Whose the tiles are, in plain text; `null` where nobody wants it said. */
  tilesAttribution: string | null;
}

/** What stands for the file of a server that has none. */
export const NO_SITE_FILE: SiteFile = { floorPlans: [], tilesURL: null, tilesAttribution: null };

/** What may be filled into an address of tiles; another word in braces would stop the map. */
const FILLED = ['{z}', '{x}', '{y}'];

const tiles: Reader<string | null> = (value, path) => {
  const template = text(value, path);
  const words: string[] = template.match(/\{[^}]*\}/g) ?? [];
  const usable = FILLED.every((word) => words.includes(word)) && words.length === FILLED.length;
  return usable ? template : null;
};

const readFloorPlan = object<FloorPlan>({ name: text, image: text });

const readFile = object<Omit<SiteFile, 'floorPlans'> & { floorPlans: (FloorPlan | null)[] | null }>(
  {
    floorPlans: optional(list(optional(readFloorPlan))),
    tilesURL: optional(tiles),
    tilesAttribution: optional(text),
  },
);

/** Reads the file; what in it cannot be used is as if it were not there. */
export const readSiteFile: Reader<SiteFile> = (value, path) => {
  const { floorPlans, ...file } = readFile(value, path);
  const byName = new Map<string, FloorPlan>();
  for (const plan of floorPlans ?? []) {
    if (plan !== null && !byName.has(plan.name)) byName.set(plan.name, plan);
  }
  return { ...file, floorPlans: [...byName.values()] };
};

/**
 * The site's file, or {@link NO_SITE_FILE}: a server without one says so, or answers with the page itself.
 *
 * @throws ApiError when there was no answer.
 */
export async function getSiteFile(signal: AbortSignal): Promise<SiteFile> {
  try {
    return await exchange('/site.json', {}, signal, (response) => readBody(response, readSiteFile));
  } catch (error) {
    const { kind } = asApiError(error).failure;
    if (kind === 'status' || kind === 'malformed') return NO_SITE_FILE;
    throw error;
  }
}
