import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A tool to compare with, and the packages with which it works (their newest: evidently does not import with pandas 3, nannyml does not declare statsmodels). */
const packages = {
  evidently: ['evidently==0.7.23', 'pandas==2.3.3', 'pyarrow==26.0.1'],
  nannyml: ['nannyml==0.13.1', 'pandas==2.3.3', 'pyarrow==26.0.1', 'statsmodels==0.15.0'],
} as const;

export type Peer = keyof typeof packages;

export type PeerPython = { readonly python: string } | { readonly reason: string };

/** The tool's Python in a virtual environment of its own (bench/.venv/NAME), made from PyPI when it is missing. */
export function peerPython(peer: Peer): PeerPython {
  const folder = join(import.meta.dirname, '.venv', peer);
  const [python, stampFile] = [join(folder, 'bin', 'python'), join(folder, 'packages.sha256')];
  const stamp = createHash('sha256').update(packages[peer].join('\n')).digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return { python };
  const base = ['python3.11', 'python3.12', 'python3.10', 'python3'].find((command) => spawnSync(command, ['-c', 'import venv, ensurepip']).status === 0);
  if (base === undefined) return { reason: 'no Python 3 with the modules venv and ensurepip was found' };
  console.log(`${peer}: making bench/.venv/${peer} with ${packages[peer].join(', ')}, once …`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const failed = said(base, ['-m', 'venv', folder]) ?? said(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', ...packages[peer]]);
  if (failed !== undefined) {
    rmSync(folder, { recursive: true, force: true });
    return { reason: `its packages could not be installed from PyPI: ${failed}` };
  }
  writeFileSync(stampFile, stamp);
  return { python };
}

/** The last line of what a command that failed said. */
function said(command: string, args: readonly string[]): string | undefined {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout: 1_800_000 });
  return status === 0 ? undefined : (stderr ?? '').trim().split('\n').at(-1) || error?.message || `${command} ended with ${String(status)}`;
}
