import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where Chromium is: what the variable CHROMIUM names, or the usual places. Undefined when there is none. */
export function chromiumPath(): string | undefined {
  return [process.env['CHROMIUM'], ...usual].find((path) => path !== undefined && existsSync(path));
}

/** Installs Debian's package where that can be done: as root, with apt-get. Answers why not; undefined when Chromium is there. */
export function ensureChromium(tell: (line: string) => void): string | undefined {
  if (chromiumPath() !== undefined) return undefined;
  const remedy = 'Install Debian’s package (apt-get install chromium), or name a Chromium in the variable CHROMIUM.';
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) return `there is no Chromium. ${remedy}`;
  tell('installing Chromium (Debian’s package) …');
  for (const args of [['update', '-q'], ['install', '-y', '-q', '--no-install-recommends', 'chromium']]) {
    const { status } = spawnSync('apt-get', args, { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
    if (status !== 0) return `apt-get ${args[0]} failed (see above). ${remedy}`;
  }
  return chromiumPath() === undefined ? `the package brought no Chromium. ${remedy}` : undefined;
}
