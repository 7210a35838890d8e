import type { ServerResponse } from 'node:http';
import { crc32, deflateSync } from 'node:zlib';

/** What the web server of the made-up site says of its places. */
const SITE_FILE = {
  floorPlans: [
    { name: 'niveau-0', image: '/plans/niveau-0.svg' },
    { name: 'niveau-1', image: '/plans/niveau-1.svg' },
    { name: 'niveau-2', image: '/plans/gone.svg' },
  ],
  tilesURL: '/tiles/{z}/{x}/{y}.png',
  tilesAttribution: '© Cartographers & <b>sons</b>',
};

/** The floor plans by their paths, drawn in a box of 800 by 450. */
export const FLOORS: Readonly<Record<string, string>> = {
  '/plans/niveau-0.svg': drawing(
    'M10 10h780v430H10zM320 10v180h-310M320 260v180M520 440V260h270M520 120V10',
  ),
  '/plans/niveau-1.svg': drawing(
    'M10 10h780v430H10zM400 10v160M400 240v200M10 240h240M560 240h230',
  ),
};

/** Sends `/site.json`, a floor plan or a tile; leaves every other request to `next`. */
export function sendPlace(path: string, response: ServerResponse, next: () => void): void {
  const floor = FLOORS[path];
  const send = (type: string, body: string | Buffer) => {
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' }).end(body);
  };
  if (path === '/site.json') send('application/json', JSON.stringify(SITE_FILE));
  else if (floor !== undefined) send('image/svg+xml', floor);
  else if (/^\/tiles\/\d+\/\d+\/\d+\.png$/.test(path)) send('image/png', TILE);
  else next();
}

function drawing(rooms: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 450">
    <path d="${rooms}" fill="none" stroke="#333" stroke-width="5"/>
  </svg>`;
}

/** Pixels of a tile's side. */
const SIDE = 256;

/** Streets at right angles. */
function isStreet(x: number, y: number): boolean {
  return x % 128 < 7 || y % 64 < 4;
}

/** A tile in shades of grey. */
const TILE = png((x, y) => (isStreet(x, y) ? 255 : 214));

/** A PNG of one byte a pixel (RFC 2083: each line begins with its filter, 0 for none). */
function png(shade: (x: number, y: number) => number): Buffer {
  const lines = Array.from({ length: SIDE }, (_, y) => [
    0,
    ...Array.from({ length: SIDE }, (_x, x) => shade(x, y)),
  ]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIDE, 0);
  header.writeUInt32BE(SIDE, 4);
  header.writeUInt8(8, 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(lines.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
