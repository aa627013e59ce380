import { defineConfig } from 'vitest/config';
import config from './vitest.config.ts';

/** What takes minutes: `npm run test:deep`, which continuous integration runs beside `npm test`. */
export default defineConfig({ ...config, test: { ...config.test, include: ['test/**/*.deep.ts'] } });
