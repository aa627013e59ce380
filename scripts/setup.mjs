// Runs before every script, also under the machine's older Node and before anything is installed: it uses Node alone.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const neededMajor = 24;

const reason = staleReason();
if (reason !== undefined) {
  console.error(`meshloop: ${reason}: running npm ci …`);
  install();
  console.error('meshloop: the dependencies are installed.');
}
requireNode();

// The next step runs in its own process, because only after the install there is a Node that runs TypeScript.
const [, , next] = process.argv;
if (next === 'package') run(node(), [join(root, 'scripts', 'package.ts'), '--if-stale']);

/** Why the installed packages are not those of the lock file; undefined when they are. */
function staleReason() {
  const installedFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return 'the dependencies are not installed';
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const different = Object.entries(locked).find(([path, entry]) => {
    if (path === '') return false;
    // Optional packages of other platforms are locked but never installed.
    if (installed[path] === undefined) return !entry.optional;
    return installed[path].version !== entry.version || installed[path].integrity !== entry.integrity;
  });
  return different && `the dependencies are not those of package-lock.json (${different[0]})`;
}

function install() {
  // NODE_ENV=production must not drop the build tools, nor an npm setting the Node that comes as an optional package.
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  const npm = process.env['npm_execpath'];
  if (npm) run(process.execPath, [npm, ...args]);
  else run('npm', args, { shell: process.platform === 'win32' });
}

/** Runs a command with its output on standard error: standard output belongs to the script that the user asked for. */
function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], ...options });
  if (error) fail(`${command} could not be started: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

/** The Node that came with the dependencies, or the machine's own. */
function node() {
  const installed = join(root, 'node_modules', '.bin', 'node');
  return existsSync(installed) ? installed : process.execPath;
}

/** npm puts node_modules/.bin first in the PATH of scripts, so an installed Node 24 wins over the machine's. */
function requireNode() {
  if (node() !== process.execPath) return;
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= neededMajor) return;
  fail(
    `meshloop needs Node ${neededMajor} and found ${process.versions.node}. For ${process.platform} on ${process.arch} none comes with the ` +
      `dependencies: install Node ${neededMajor} or newer (https://nodejs.org) and run the command again.`,
  );
}

function fail(message) {
  console.error(`meshloop: ${message}`);
  process.exit(1);
}
