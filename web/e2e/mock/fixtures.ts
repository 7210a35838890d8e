import { readFileSync } from 'node:fs';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = Record<string, Json>;

/** A camera as the API sends it. */
export type MockCamera = JsonObject;

const FIXTURES = new URL('../../src/test/fixtures/', import.meta.url);

/** The moment at which the fixtures' story plays. */
const STORY_TIME = Date.parse('2026-11-20T08:00:00.000Z');

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function load(file: string): Json {
  return JSON.parse(readFileSync(new URL(file, FIXTURES), 'utf8')) as Json;
}

/** Every time in `value`, moved by `byMs`. */
function shift(value: Json, byMs: number): Json {
  if (typeof value === 'string') {
    return TIME.test(value) ? new Date(Date.parse(value) + byMs).toISOString() : value;
  }
  if (Array.isArray(value)) return value.map((item) => shift(item, byMs));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shift(item, byMs)]));
}

const summary = load('summary.json') as JsonObject;
const cameras = load('cameras.json') as JsonObject[];
export const problem503 = load('problem-503.json');

/** The fixtures' summary as if it were made now. */
export function summaryNow(): JsonObject {
  return shift(summary, Date.now() - STORY_TIME) as JsonObject;
}

/**
 * The fixtures' cameras as if they were probed now.
 *
 * @param startedAt when the story began, in milliseconds since the epoch: states do not begin anew with each answer
 */
export function camerasSince(startedAt: number): JsonObject[] {
  return shift(cameras, startedAt - STORY_TIME) as JsonObject[];
}
