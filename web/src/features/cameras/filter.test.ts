import { expect, test } from 'vitest';

import { en } from '../../i18n/en.ts';
import { fr } from '../../i18n/fr.ts';
import { cameraWith, fixtureCameras } from '../../test/site.ts';
import { matching } from './filter.ts';

function namesMatching(query: string, t = en): string[] {
  return matching(fixtureCameras, query, t).map((camera) => camera.name);
}

test.each([
  ['', fixtureCameras.map((camera) => camera.name)],
  ['   ', fixtureCameras.map((camera) => camera.name)],
  ['ACCES', ['entrance']],
  ['accès', ['entrance']],
  ['192.0.2.1', ['tunnel']],
  ['authfailed', ['vault-wrong-password']],
  ['ticket machines', ['hall']],
  ['down concourse', ['ticket-office']],
  ['no such thing', []],
])('"%s" finds the right cameras', (query, names) => {
  expect(namesMatching(query)).toEqual(names);
});

test('states are found by the word on the page and by the word of the API', () => {
  expect(namesMatching('en panne', fr)).toHaveLength(4);
  expect(namesMatching('down', fr)).toHaveLength(4);
});

test('tags are found', () => {
  expect(matching([cameraWith({ tags: ['ptz'] }), cameraWith({})], 'ptz', en)).toHaveLength(1);
});
