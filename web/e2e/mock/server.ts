import { readFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { extname } from 'node:path';

import { createMockApi, type MockApi } from './api.ts';

const DIST = new URL('../../dist/', import.meta.url);

/** As strict as a server can be with this page: what it would break fails in the tests. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

export interface MockServer {
  /** `http://127.0.0.1:<port>` */
  url: string;
  api: MockApi;
  close: () => Promise<void>;
}

/** Serves the built page and the mock API on a free port of loopback, as nginx does in a site. */
export async function startMockServer(): Promise<MockServer> {
  const api = createMockApi();
  const server = createServer((request, response) => {
    api.handle(request, response, () => {
      void sendFile(request.url ?? '/', response);
    });
  });
  return {
    url: `http://127.0.0.1:${await listenAnywhere(server)}`,
    api,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** Lets a server listen on a free port of loopback, and tells which. */
export async function listenAnywhere(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

async function sendFile(path: string, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(path, 'http://mock');
  // As nginx does: what is no file is an address of the page.
  const file = new URL(extname(pathname) === '' ? './index.html' : `.${pathname}`, DIST);
  try {
    const content = await readFile(file);
    response.writeHead(200, {
      'content-type': TYPES[extname(file.pathname)] ?? 'application/octet-stream',
      'content-security-policy': CONTENT_SECURITY_POLICY,
    });
    response.end(content);
  } catch {
    response.writeHead(404);
    response.end(`${pathname} is not in dist/`);
  }
}
