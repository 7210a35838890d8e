import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

import { afterAll, beforeAll, expect, test, vi } from 'vitest';

import { createMockApi, type MockApi } from './mock/api.ts';

/** Debian's; nothing is downloaded. */
const NGINX = process.env['NGINX'] ?? '/usr/sbin/nginx';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));

/** Where the operator has the configuration, as a raw string. */
const SOURCE = new URL('../../operator/src/resources/web/config_map.rs', import.meta.url);

/** Whence browsers fetch map tiles. */
const TILES = 'https://tiles.example.net';

const SITE = '{"floorPlans":[{"name":"ground","image":"/plans/ground.svg"}]}';
const PLAN = '<svg xmlns="http://www.w3.org/2000/svg"/>';

let folder: string;
let nginx: ChildProcess;
let server: Server;
let api: MockApi;
/** What reached the API. */
const asked: string[] = [];

/** The operator's configuration, for a socket of ours and an API at `port`. */
function configuration(port: number): string {
  const [, template] =
    /const TEMPLATE: &str = r#"(.*?)"#;/s.exec(readFileSync(SOURCE, 'utf8')) ?? [];
  if (template === undefined) throw new Error('the operator has no template for nginx any more');
  return template
    .replace('listen 8080;', `listen unix:${folder}/page.sock;`)
    .replace('/usr/share/nginx/html', DIST)
    .replace('root /usr/share/nginx;', `root ${folder};`)
    .replace('/etc/nginx/templates', folder)
    .replace('@TILES@', ` ${TILES}`)
    .replace('@LANGUAGE@', `sub_filter '<html>' '<html lang="fr">';`)
    .replace('@API_HOST@:@API_PORT@', `127.0.0.1:${port}`)
    .replace('${NGINX_LOCAL_RESOLVERS}', '127.0.0.1');
}

function frame(): string {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `daemon off; master_process off; pid ${folder}/pid; error_log stderr;
    events {}
    http {
      ${paths.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
      include /etc/nginx/mime.types;
      access_log off;
      include ${folder}/page.conf;
    }`;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'page-'));
  api = createMockApi();
  server = createServer((incoming, response) => {
    asked.push(incoming.url ?? '');
    api.handle(incoming, response, () => response.writeHead(404).end());
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' ? (address?.port ?? 0) : 0);
    });
  });
  writeFileSync(join(folder, 'site.json'), SITE);
  mkdirSync(join(folder, 'plans'));
  writeFileSync(join(folder, 'plans', 'ground.svg'), PLAN);
  writeFileSync(join(folder, 'page.conf'), configuration(port));
  writeFileSync(join(folder, 'nginx.conf'), frame());
  nginx = spawn(NGINX, ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'inherit' });
  await vi.waitFor(() => open('/livez'), { timeout: 30_000, interval: 100 });
});

afterAll(() => {
  nginx.kill();
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});

/** The answer, whose body has still to be read. */
function open(path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request({ socketPath: join(folder, 'page.sock'), path, headers }, resolve)
      .on('error', reject)
      .end();
  });
}

/** The page as it was built, in the language of the site. */
function inFrench(): string {
  const [begin, end, ...more] = readFileSync(join(DIST, 'index.html'), 'utf8').split('<html>');
  if (end === undefined || more.length > 0) throw new Error('the page does not begin with <html>');
  return `${begin}<html lang="fr">${end}`;
}

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await open(path, headers);
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
  const response = await open('/api/v1/stream', { 'accept-encoding': 'gzip' });
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
