import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureChromium } from './console/chromium.ts';

// Visits the local console in headless Chromium: `npm run check:console`, which continuous integration runs beside `npm test`.
const missing = ensureChromium((line) => console.error(`meshloop: ${line}`));
if (missing === undefined) {
  const vitest = join(import.meta.dirname, '..', 'node_modules', 'vitest', 'vitest.mjs');
  const { status } = spawnSync(process.execPath, [vitest, 'run', '--config', 'vitest.console.config.ts', ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
} else {
  console.error(`meshloop: the console is not checked: ${missing}`);
  process.exitCode = 1;
}
