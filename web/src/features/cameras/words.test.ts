import { expect, test } from 'vitest';

import { en } from '../../i18n/en.ts';
import { fr } from '../../i18n/fr.ts';
import { cameraWith, fixtureCameras } from '../../test/site.ts';
import { factsLabel, latencyLabel, stateLabel, viewsLabel } from './words.ts';

test('a state is told in the language, and one of a newer server as it came', () => {
  expect(stateLabel('Down', fr)).toBe('En panne');
  expect(stateLabel('Hibernating', fr)).toBe('Hibernating');
  expect(stateLabel('toString', en)).toBe('toString');
});

test('views are a number, or why there is none', () => {
  expect(viewsLabel(0, 'ok', en, 'en')).toBe('0');
  expect(viewsLabel(1284, 'ok', en, 'en')).toBe('1,284');
  expect(viewsLabel(null, 'down', en, 'en')).toBe('N/A (cache down)');
  expect(viewsLabel(null, 'ok', en, 'en')).toBe('N/A (cache down)');
  expect(viewsLabel(null, 'disabled', en, 'en')).toBe('N/A (no cache)');
});

test('facts say what is known and no more', () => {
  const [known] = fixtureCameras.flatMap((camera) => camera.facts ?? []);
  if (known === undefined) throw new Error('no camera of the fixtures has facts');
  const facts = { ...known, codec: 'H264', width: 640, height: 360 };
  expect(factsLabel(cameraWith({ facts }))).toBe('H264 640×360');
  expect(factsLabel(cameraWith({ facts: { ...facts, height: null } }))).toBe('H264');
  expect(factsLabel(cameraWith({ facts: { ...facts, codec: null } }))).toBe('640×360');
  expect(factsLabel(cameraWith({ facts: { ...facts, codec: null, width: null } }))).toBeNull();
  expect(factsLabel(cameraWith({ facts: null }))).toBeNull();
});

test('latency is in whole milliseconds', () => {
  expect(latencyLabel(2903.6, 'en')).toBe('2,904\u00a0ms');
  expect(latencyLabel(0, 'en')).toBe('0\u00a0ms');
  expect(latencyLabel(null, 'en')).toBeNull();
});
