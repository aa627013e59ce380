import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Own processes: DuckDB is a native module, and functions replace globals while they run.
    pool: 'forks',
    // A test that plays the whole loop needs its time on a small machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
