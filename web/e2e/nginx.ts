import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage, type RequestOptions } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Debian's; nothing is downloaded. */
const NGINX = process.env['NGINX'] ?? '/usr/sbin/nginx';

/** The page as it was built. */
export const DIST = fileURLToPath(new URL('../dist/', import.meta.url));

/** Where the operator has the configuration, as a raw string. */
const SOURCE = new URL('../../operator/src/resources/web/config_map.rs', import.meta.url);

/** How long nginx may take to answer, and how often it is asked, in milliseconds. */
const START_MS = 30_000;
const ASK_MS = 100;

/** A site's web server, in a folder of its own. */
export interface WebServer {
  /** `http://127.0.0.1:<port>`, for a browser; of no use with a socket. */
  url: string;
  /** Where `site.json` and `plans/` are looked for. */
  folder: string;
  /** Asks for a path; the body has still to be read. */
  open: (path: string, headers?: Record<string, string>) => Promise<IncomingMessage>;
  stop: () => void;
}

interface WebServerOptions {
  /** Port of the API on this machine. */
  api: number;
  /** Port on this machine; a socket in the folder without it. */
  port?: number;
  /** What it serves; {@link DIST} without it. */
  root?: string;
  /** Whence browsers fetch map tiles. */
  tiles?: string;
  /** A directive that tells the page the site's language. */
  language?: string;
}

/** Starts nginx with the operator's configuration, and waits until it answers. */
export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  const socket = join(folder, 'page.sock');
  writeFileSync(join(folder, 'page.conf'), configuration(folder, socket, options));
  writeFileSync(join(folder, 'nginx.conf'), frame(folder));
  const { port } = options;
  const where: RequestOptions =
    port === undefined ? { socketPath: socket } : { host: '127.0.0.1', port };
  const nginx = spawn(NGINX, ['-p', folder, '-c', join(folder, 'nginx.conf')], {
    stdio: 'inherit',
  });
  const server: WebServer = {
    url: `http://127.0.0.1:${port ?? 0}`,
    folder,
    open: (path, headers = {}) =>
      new Promise((resolve, reject) => {
        request({ ...where, path, headers }, resolve)
          .on('error', reject)
          .end();
      }),
    stop: () => {
      nginx.kill();
      rmSync(folder, { recursive: true });
    },
  };
  await answers(server);
  return server;
}

async function answers(server: WebServer): Promise<void> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    try {
      (await server.open('/livez')).resume();
      return;
    } catch (error) {
      if (Date.now() > deadline) {
        server.stop();
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, ASK_MS));
    }
  }
}

/** The operator's configuration, for an address of ours and an API of ours. */
function configuration(
  folder: string,
  socket: string,
  { api, port, root = DIST, tiles, language = '' }: WebServerOptions,
): string {
  const [, template] =
    /const TEMPLATE: &str = r#"(.*?)"#;/s.exec(readFileSync(SOURCE, 'utf8')) ?? [];
  if (template === undefined) throw new Error('the operator has no template for nginx any more');
  const address = port === undefined ? `unix:${socket}` : `127.0.0.1:${port}`;
  return template
    .replace('listen 8080;', `listen ${address};`)
    .replace('/usr/share/nginx/html', root)
    .replace('root /usr/share/nginx;', `root ${folder};`)
    .replace('/etc/nginx/templates', folder)
    .replace('@TILES@', tiles === undefined ? '' : ` ${tiles}`)
    .replace('@LANGUAGE@', language)
    .replace('@API_HOST@:@API_PORT@', `127.0.0.1:${api}`)
    .replace('${NGINX_LOCAL_RESOLVERS}', '127.0.0.1');
}

function frame(folder: string): string {
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
