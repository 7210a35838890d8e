import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['e2e/{mock,nginx,pages,places}.e2e.ts'],
    // Each file waits for its browser most of the time.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
