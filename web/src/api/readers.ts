import {
  decimal,
  flag,
  list,
  nullable,
  number,
  object,
  optional,
  otherwise,
  text,
  type Reader,
} from './shape.ts';
import type { Camera, CameraFacts, Coordinates, Invalid, Page, Problem, Summary } from './types.ts';

export const readFacts = object<CameraFacts>({
  codec: nullable(text),
  width: nullable(number),
  height: nullable(number),
  firstKeyframeMs: nullable(number),
  firstPacketMs: nullable(number),
  fps: nullable(number),
  bitrateBps: nullable(number),
  server: nullable(text),
  clockOffsetMs: nullable(number),
  make: nullable(text),
  model: nullable(text),
  firmware: nullable(text),
  serial: nullable(text),
  certificateExpiresAt: nullable(text),
});

/** Nothing in it is refused: a camera that cannot be drawn is still one to be watched. */
const readCoordinates = optional(
  object<Coordinates>({
    plan: optional(text),
    x: optional(decimal),
    y: optional(decimal),
    latitude: optional(decimal),
    longitude: optional(decimal),
  }),
);

export const readCamera = object<Camera>({
  id: number,
  name: text,
  displayName: text,
  zone: text,
  tags: list(text),
  priority: text,
  address: text,
  url: otherwise(text, ''),
  location: nullable(text),
  coordinates: readCoordinates,
  origin: otherwise(text, 'Declared'),
  enabled: otherwise(flag, true),
  state: text,
  reason: nullable(text),
  message: nullable(text),
  since: text,
  lastProbeAt: nullable(text),
  latencyMs: nullable(number),
  facts: nullable(readFacts),
  maintenance: nullable(object<NonNullable<Camera['maintenance']>>({ id: number, until: text })),
  views: nullable(number),
  version: otherwise(number, 0),
});

export const readSummary = object<Summary>({
  site: text,
  city: text,
  timeZone: text,
  total: number,
  up: number,
  degraded: number,
  down: number,
  flapping: number,
  unknown: number,
  maintenance: number,
  disabled: number,
  gateway: text,
  probers: object<Summary['probers']>({ want: number, live: number }),
  database: text,
  cache: text,
  generatedAt: text,
});

export const readProblem = object<Problem>({
  type: text,
  title: text,
  detail: nullable(text),
  requestId: nullable(text),
  errors: otherwise(list(object<Invalid>({ pointer: text, detail: text })), []),
});

export function readPage<Item>(readItem: Reader<Item>): Reader<Page<Item>> {
  return object<Page<Item>>({
    items: list(readItem),
    nextCursor: nullable(text),
    total: number,
  });
}
