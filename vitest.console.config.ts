import { defineConfig } from 'vitest/config';
import config from './vitest.config.ts';

/** Visits to the local console in Chromium: `npm run check:console`. */
export default defineConfig({ ...config, test: { ...config.test, include: ['test/console/**/*.browser.ts'], maxWorkers: 1, testTimeout: 180_000, hookTimeout: 180_000 } });
