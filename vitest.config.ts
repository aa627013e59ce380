import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Own processes: DuckDB is a native module, and functions replace globals while they run.
    pool: 'forks',
    // The default leaves one core idle, which on a small machine is half of it.
    maxWorkers: availableParallelism(),
    // A test that plays the whole loop needs its time on a small machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
