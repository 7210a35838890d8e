import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  test: {
    // Logic needs no document; a test that does says so at its head and imports test/dom.ts.
    environment: 'node',
    environmentOptions: { jsdom: { url: 'http://site.test/' } },
    include: ['{bench,src}/**/*.test.{ts,tsx}'],
    // For a machine that does other things at the same time; nothing here is timed.
    testTimeout: 60_000,
    restoreMocks: true,
    unstubGlobals: true,
  },
});
