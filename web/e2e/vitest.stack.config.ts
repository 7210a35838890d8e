import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['e2e/stack.e2e.ts'],
    // Vitest keeps BASE_URL for its own use, so the tests get it under another name.
    env: { SITE_URL: process.env['BASE_URL'] ?? '' },
    testTimeout: 480_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
