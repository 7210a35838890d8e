import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  test: {
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'http://site.test/' } },
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/test/setup.ts'],
    // For a machine that does other things at the same time; nothing here is timed.
    testTimeout: 60_000,
    restoreMocks: true,
    unstubGlobals: true,
  },
});
