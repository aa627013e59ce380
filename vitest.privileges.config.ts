import { defineConfig } from 'vitest/config';
import { scenarios } from './scripts/privileges/scenarios.ts';
import config from './vitest.config.ts';

/** The scenarios that `npm run privileges` watches: which statement of which policy allowed each call. */
export default defineConfig({ ...config, test: { ...config.test, include: scenarios.map(({ file }) => file), setupFiles: ['test/privileges/setup.ts'], testTimeout: 600_000, hookTimeout: 600_000 } });
