import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from './templates.ts';

let project: string;

/** A stand-in for npm: leaves a mark of its call and does what `npm ci` does with the hidden lock file. */
const fakeNpm = `
const { copyFileSync, mkdirSync } = require('node:fs');
console.log('npm says', process.argv.slice(2).join(' '));
if (process.env.FAIL) process.exit(7);
mkdirSync('node_modules', { recursive: true });
copyFileSync('package-lock.json', 'node_modules/.package-lock.json');
`;

const lock = (version: string) => ({
  packages: { '': {}, 'node_modules/a': { version, integrity: 'x' }, 'node_modules/other-platform': { version: '1.0.0', optional: true } },
});

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'meshloop-setup-'));
  mkdirSync(join(project, 'scripts'));
  mkdirSync(join(project, 'node_modules'));
  cpSync(join(root, 'scripts', 'setup.mjs'), join(project, 'scripts', 'setup.mjs'));
  writeFileSync(join(project, 'npm.cjs'), fakeNpm);
  writeFileSync(join(project, 'package-lock.json'), JSON.stringify(lock('1.0.0')));
});

afterEach(() => rmSync(project, { recursive: true }));

function setUp(env: NodeJS.ProcessEnv = {}) {
  return spawnSync(process.execPath, [join(project, 'scripts', 'setup.mjs')], {
    encoding: 'utf8',
    env: { ...process.env, npm_execpath: join(project, 'npm.cjs'), ...env },
  });
}

function installed(version: string): void {
  const packages = { 'node_modules/a': lock(version).packages['node_modules/a'] };
  writeFileSync(join(project, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }));
}

describe('scripts/setup.mjs', () => {
  it('installs on a fresh clone, saying so on standard error', () => {
    const { status, stdout, stderr } = setUp();

    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toContain('the dependencies are not installed: running npm ci');
    expect(stderr).toContain('npm says ci --include=dev --include=optional');
    expect(existsSync(join(project, 'node_modules', '.package-lock.json'))).toBe(true);
  });

  it('does nothing when what is installed is what is locked', () => {
    installed('1.0.0');

    expect(setUp()).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });

  it('installs again when the lock file changed', () => {
    installed('0.9.0');

    expect(setUp().stderr).toContain('not those of package-lock.json (node_modules/a): running npm ci');
  });

  it('fails with npm’s own output and code when the install fails', () => {
    const { status, stderr } = setUp({ FAIL: '1' });

    expect(status).toBe(7);
    expect(stderr).toContain('npm says ci');
  });
});
