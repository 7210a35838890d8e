import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { createMockApi, type MockApi } from './mock/api.ts';
import { listenAnywhere } from './mock/server.ts';
import { DIST, startWebServer, type WebServer } from './nginx.ts';

/** Whence browsers fetch map tiles. */
const TILES = 'https://tiles.example.net';

const SITE = '{"floorPlans":[{"name":"ground","image":"/plans/ground.svg"}]}';
const PLAN = '<svg xmlns="http://www.w3.org/2000/svg"/>';

let nginx: WebServer;
let server: Server;
let api: MockApi;
/** What reached the API. */
const asked: string[] = [];

beforeAll(async () => {
  api = createMockApi();
  server = createServer((incoming, response) => {
    asked.push(incoming.url ?? '');
    api.handle(incoming, response, () => response.writeHead(404).end());
  });
  nginx = await startWebServer({
    api: await listenAnywhere(server),
    tiles: TILES,
    language: `sub_filter '<html>' '<html lang="fr">';`,
  });
  writeFileSync(join(nginx.folder, 'site.json'), SITE);
  mkdirSync(join(nginx.folder, 'plans'));
  writeFileSync(join(nginx.folder, 'plans', 'ground.svg'), PLAN);
});

afterAll(() => {
  nginx.stop();
  server.close();
  server.closeAllConnections();
});

/** The page as it was built, in the language of the site. */
function inFrench(): string {
  const [begin, end, ...more] = readFileSync(join(DIST, 'index.html'), 'utf8').split('<html>');
  if (end === undefined || more.length > 0) throw new Error('the page does not begin with <html>');
  return `${begin}<html lang="fr">${end}`;
}

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await nginx.open(path, headers);
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) };
}

const assets = readdirSync(join(DIST, 'assets')).filter((name) => /\.(js|css|svg)$/.test(name));

test('every asset was compressed when the page was built', () => {
  expect(assets.length).toBeGreaterThan(10);
  for (const name of assets) {
    const file = join(DIST, 'assets', name);
    expect(gunzipSync(readFileSync(`${file}.gz`)).equals(readFileSync(file)), name).toBe(true);
  }
});

test('assets are sent as they were compressed, and kept for ever', async () => {
  for (const name of assets) {
    const answer = await get(`/assets/${name}`, { 'accept-encoding': 'gzip' });
    expect(answer.status, name).toBe(200);
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(answer.headers.vary).toBe('Accept-Encoding');
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(answer.body.equals(readFileSync(join(DIST, 'assets', `${name}.gz`)))).toBe(true);
  }
});

test('who takes nothing compressed gets assets as they are', async () => {
  const [name = ''] = assets;
  const answer = await get(`/assets/${name}`);
  expect(answer.headers['content-encoding']).toBeUndefined();
  expect(answer.body.equals(readFileSync(join(DIST, 'assets', name)))).toBe(true);
});

test('an asset of another build is not found, and not a page', async () => {
  expect((await get('/assets/index-gone.js')).status).toBe(404);
});

test.each(['/', '/cameras/hall', '/index.html'])('%s is the page, asked for anew', async (path) => {
  const { status, headers, body } = await get(path);
  expect(status).toBe(200);
  expect(body.toString()).toBe(inFrench());
  expect(headers['cache-control']).toBe('no-cache');
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['referrer-policy']).toBe('same-origin');
  const policy = headers['content-security-policy'];
  expect(policy).toContain("default-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain(`img-src 'self' data: blob: ${TILES};`);
  expect(policy).not.toContain('unsafe');
});

test('what the page is told of the site comes from beside it', async () => {
  const { status, headers, body } = await get('/site.json');
  expect(status).toBe(200);
  expect(headers['content-type']).toBe('application/json');
  expect(headers['cache-control']).toBe('no-cache');
  expect(body.toString()).toBe(SITE);
});

test('a floor plan is a picture that is kept until it changes', async () => {
  const { status, headers, body } = await get('/plans/ground.svg');
  expect(status).toBe(200);
  expect(headers['content-type']).toBe('image/svg+xml');
  expect(body.toString()).toBe(PLAN);
  const again = await get('/plans/ground.svg', { 'if-none-match': headers.etag ?? '' });
  expect(again.status).toBe(304);
});

test('a floor plan that is not there yet is not found, and not a page', async () => {
  expect((await get('/plans/attic.svg')).status).toBe(404);
});

test('metrics stay inside', async () => {
  const { body } = await get('/metrics');
  expect(body.toString()).toBe(inFrench());
  expect(asked.filter((path) => path.includes('metrics'))).toEqual([]);
});

test('what the stream tells is there at once, and not compressed', async () => {
  const response = await nginx.open('/api/v1/stream', { 'accept-encoding': 'gzip' });
  expect(response.headers['content-type']).toBe('text/event-stream');
  expect(response.headers['content-encoding']).toBeUndefined();
  const heard = response[Symbol.asyncIterator]();
  const next = async () => String((await heard.next()).value);
  expect(await next()).toContain('event: hello');
  api.stream.tell('summary', { total: 9 });
  expect(await next()).toContain('event: summary');
  response.destroy();
});

test('an API that is away is told as a problem', async () => {
  api.scene = 'unreachable';
  const { status, headers, body } = await get('/api/v1/summary');
  expect(status).toBe(503);
  expect(headers['content-type']).toBe('application/problem+json');
  expect(headers['retry-after']).toBe('2');
  expect(JSON.parse(body.toString())).toMatchObject({ type: '/problems/api-unavailable' });
});
