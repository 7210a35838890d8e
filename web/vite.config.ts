import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

import { createMockApi } from './e2e/mock/api.ts';
import manifest from './package.json' with { type: 'json' };

/** Where `npm run dev` finds the API: the demo publishes it on loopback. */
const DEMO_API = 'http://127.0.0.1:8000';

/** Answers /api/ from the fixtures, so that the page can be worked on with no site at hand. */
function mockApi(): Plugin {
  const api = createMockApi();
  return {
    name: 'camerasite-mock-api',
    configureServer: (server) => {
      server.middlewares.use(api.handle);
    },
    configurePreviewServer: (server) => {
      server.middlewares.use(api.handle);
    },
  };
}

/** Writes each asset compressed beside itself: nginx sends it so, and compresses nothing again and again. */
export function precompress(): Plugin {
  return {
    name: 'camerasite-precompress',
    apply: 'build',
    writeBundle: async ({ dir = '' }, bundle) => {
      const names = Object.keys(bundle).filter((name) => /^assets\/.*\.(js|css|svg)$/.test(name));
      const compress = async (file: string) => {
        await writeFile(`${file}.gz`, await promisify(gzip)(await readFile(file), { level: 9 }));
      };
      await Promise.all(names.map((name) => compress(join(dir, name))));
    },
  };
}

export default defineConfig(({ mode }) => ({
  plugins: [react(), precompress(), ...(mode === 'mock' ? [mockApi()] : [])],
  define: { __VERSION__: JSON.stringify(manifest.version) },
  server: { proxy: mode === 'mock' ? {} : { '/api': DEMO_API } },
  preview: { proxy: mode === 'mock' ? {} : { '/api': DEMO_API } },
  build: {
    // Everything stays a file of its own: a strict Content-Security-Policy allows no data: URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: 'licenses.md' },
  },
}));
