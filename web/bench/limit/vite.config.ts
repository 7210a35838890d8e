import { fileURLToPath } from 'node:url';

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

import { precompress } from '../../vite.config.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** The pages that the first view is measured beside, built as the page is. */
export default defineConfig({
  root: HERE,
  plugins: [react(), precompress()],
  build: {
    outDir: fileURLToPath(new URL('../../node_modules/.tmp/limit/', import.meta.url)),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: [`${HERE}bare.html`, `${HERE}react.html`] },
  },
});
