import { expect, test } from 'vitest';

import { databaseDown, fakeApi, json, notFound, unreachable } from '../test/fakeApi.ts';
import { getSiteFile, NO_SITE_FILE } from './siteFile.ts';

const PLAN = { name: 'niveau-0', image: '/plans/niveau-0.svg' };
const TILES = 'https://tiles.example.net/{z}/{x}/{y}.png';

function read(body: unknown) {
  fakeApi(() => json(body));
  return getSiteFile(new AbortController().signal);
}

test('plans and tiles are read, and what is not known is left out', async () => {
  const told = { tilesURL: TILES, tilesAttribution: '© Example' };
  const file = { ...told, floorPlans: [{ ...PLAN, scale: 100 }], logo: '/logo.svg' };
  expect(await read(file)).toEqual({ ...told, floorPlans: [PLAN] });
});

test.each([
  ['the page itself', () => new Response('<!doctype html><html></html>')],
  ['404', notFound],
  ['503', databaseDown],
])('a server that answers with %s has no plans and no map', async (_answer, respond) => {
  fakeApi(respond);
  expect(await getSiteFile(new AbortController().signal)).toEqual(NO_SITE_FILE);
});

test('no answer is an error: one asks again', async () => {
  fakeApi(unreachable);
  await expect(getSiteFile(new AbortController().signal)).rejects.toThrow('unreachable');
});

test.each([
  [null],
  [[]],
  [{}],
  [{ floorPlans: {}, tilesURL: 7, tilesAttribution: {} }],
  [{ floorPlans: [7, null, { name: 'niveau-0' }], tilesURL: null }],
])('%j is a site without plans and map', async (body) => {
  expect(await read(body)).toEqual(NO_SITE_FILE);
});

test('a plan that cannot be read, or whose name was there, does not take the others away', async () => {
  const floorPlans = [{ name: 1 }, PLAN, { ...PLAN, image: '/plans/other.svg' }];
  expect((await read({ floorPlans })).floorPlans).toEqual([PLAN]);
});

test.each(['/tiles/{z}/{x}.png', `${TILES}?key={key}`])(
  'tiles at %s cannot be asked for',
  async (tilesURL) => {
    expect((await read({ tilesURL })).tilesURL).toBeNull();
  },
);
