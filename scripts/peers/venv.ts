import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipFailure } from '../pip-failure.ts';
import { run, type Finished } from './run.ts';

/** Python or its packages cannot be had on this machine; the message says which, and what to do. */
export class NoPeers extends Error {}

/** Where the tools are, once they are there. */
export interface Venv {
  readonly python: string;
  /** Folder of the tools' commands. */
  readonly bin: string;
  /** moto's source distribution, unpacked: its tests are no part of its wheel. */
  readonly moto: string;
}

const root = join(import.meta.dirname, '..', '..');
/** Not `.venv`: that one holds what the pipelines' scripts run with, in their own versions. */
const ownFolder = join(root, '.venv-peers');
const requirements = join(root, 'scripts', 'peers', 'requirements.txt');

/** Makes `.venv-peers` with the pinned packages, or takes the one that is there. @throws NoPeers */
export async function prepareVenv(folder = ownFolder): Promise<Venv> {
  const wanted = await readFile(requirements, 'utf8');
  const stamp = createHash('sha256').update(wanted).digest('hex');
  const stampFile = join(folder, 'meshloop-requirements');
  const bin = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');
  const version = /^moto\[server\]==(\S+)$/m.exec(wanted)?.[1];
  if (version === undefined) throw new Error('scripts/peers/requirements.txt does not pin moto[server]');
  const venv = { python: join(bin, 'python'), bin, moto: join(folder, `moto-${version}`) };
  const current = existsSync(stampFile) ? await readFile(stampFile, 'utf8') : undefined;
  if (current === stamp) return venv;
  console.log('making .venv-peers with the packages of scripts/peers/requirements.txt …');
  await rm(folder, { recursive: true, force: true });
  const python = await findPython();
  expect(await run(python, ['-m', 'venv', folder]), 'Python cannot make a virtual environment (on Debian and Ubuntu: install python3-venv)');
  expect(await run(venv.python, ['-m', 'pip', 'install', '--quiet', '-r', requirements]), 'the packages cannot be installed');
  await unpackMoto(venv, folder, version);
  await writeFile(stampFile, stamp);
  return venv;
}

async function findPython(): Promise<string> {
  for (const command of ['python3', 'python3.13', 'python3.12', 'python3.11', 'python']) {
    const found = await run(command, ['-c', 'import sys; print(sys.version_info >= (3, 11))']);
    if (found.status === 0 && found.output.trim() === 'True') return command;
  }
  throw new NoPeers('Python 3.11 or newer was not found');
}

async function unpackMoto(venv: Venv, folder: string, version: string): Promise<void> {
  const downloads = join(folder, 'downloads');
  await mkdir(downloads, { recursive: true });
  const pip = ['-m', 'pip', 'download', '--quiet', '--no-binary', ':all:', '--no-deps', '--dest', downloads, `moto==${version}`];
  expect(await run(venv.python, pip), 'moto’s source distribution cannot be had');
  const archive = join(downloads, `moto-${version}.tar.gz`);
  expect(await run(venv.python, ['-m', 'tarfile', '-e', archive, folder]), 'moto’s source distribution cannot be unpacked');
}

function expect(finished: Finished, otherwise: string): void {
  if (finished.status === 0) return;
  const reason = pipFailure(finished.output);
  throw new NoPeers(`${otherwise}${reason ? `: ${reason}` : ''}`);
}
