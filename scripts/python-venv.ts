import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipFailure } from './pip-failure.ts';

const root = join(import.meta.dirname, '..');
const ownFolder = join(root, '.venv');
const requirements = join(root, 'pipelines', 'credit-risk');

/** The containers have 3.10; the pinned packages come as wheels for these (those of requirements-dev.txt for all but the last). */
const versions = ['3.10', '3.11', '3.12', '3.13'];

export type Venv =
  | { readonly python: string; readonly reason?: undefined }
  /** Why there is none. */
  | { readonly python?: undefined; readonly reason: string };

export interface VenvOptions {
  /** Also what `npm run check:python` needs. */
  readonly dev?: boolean;
  /** Progress. */
  readonly tell: (line: string) => void;
  /** Where it is; default: `.venv` of the project. */
  readonly folder?: string;
}

/** The Python of `.venv`, set up if it is missing or has other packages than the pinned ones. */
export async function ensureVenv({ dev = false, tell, folder = ownFolder }: VenvOptions): Promise<Venv> {
  const wanted = dev ? ['requirements.txt', 'requirements-dev.txt'] : ['requirements.txt'];
  if (wanted.every((file) => isInstalled(folder, file))) return { python: pythonIn(folder) };
  const fresh = `${folder}-${process.pid}`;
  try {
    if (!isInstalled(folder, 'requirements.txt')) {
      const found = findPython();
      if (found === undefined) return { reason: `no Python ${versions.join(', ')} with the modules venv and pip was found` };
      tell(`setting up Python ${found.version} with the pipeline's packages in .venv, once (about 150 MB) …`);
      await run(found.command, ['-m', 'venv', fresh]);
      await install(fresh, 'requirements.txt');
      await run(pythonIn(fresh), ['-c', 'import boto3, pandas, pyarrow, xgboost']);
      // In one step, so that nobody finds half of it.
      rmSync(folder, { recursive: true, force: true });
      renameSync(fresh, folder);
    }
    if (dev && !isInstalled(folder, 'requirements-dev.txt')) {
      tell('installing ruff and pytest in .venv …');
      await install(folder, 'requirements-dev.txt');
    }
    tell('Python is ready.');
    return { python: pythonIn(folder) };
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return { reason: `Python's packages could not be installed: ${error.message}` };
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** The Python of `.venv` where it is set up already; for tests. */
export function presentVenv(): string | undefined {
  return isInstalled(ownFolder, 'requirements.txt') ? pythonIn(ownFolder) : undefined;
}

class CommandFailed extends Error {}

function pythonIn(venv: string): string {
  return process.platform === 'win32' ? join(venv, 'Scripts', 'python.exe') : join(venv, 'bin', 'python');
}

function stampOf(venv: string, file: string): string {
  return join(venv, `.${file}.sha256`);
}

function digestOf(file: string): string {
  return createHash('sha256').update(readFileSync(join(requirements, file))).digest('hex');
}

function isInstalled(folder: string, file: string): boolean {
  const stamp = stampOf(folder, file);
  return existsSync(pythonIn(folder)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digestOf(file);
}

function findPython(): { readonly command: string; readonly version: string } | undefined {
  const chosen = process.env['MESHLOOP_PYTHON'];
  const commands = chosen === undefined ? [...versions.map((version) => `python${version}`), 'python3', 'python'] : [chosen];
  for (const command of commands) {
    const { status, stdout } = spawnSync(command, ['-c', 'import ensurepip, sys, venv; print("%d.%d" % sys.version_info[:2])'], { encoding: 'utf8' });
    const version = status === 0 ? stdout.trim() : '';
    if (versions.includes(version)) return { command, version };
  }
  return undefined;
}

/** Wheels only: a package that had to be compiled would need more than Python. */
async function install(venv: string, file: string): Promise<void> {
  const options = ['--disable-pip-version-check', '--no-input', '--quiet', '--no-deps', '--only-binary', ':all:'];
  await run(pythonIn(venv), ['-m', 'pip', 'install', ...options, '-r', join(requirements, file)]);
  writeFileSync(stampOf(venv, file), digestOf(file));
}

/** Rejects with CommandFailed and why, from what the command said. */
async function run(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const status = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (status !== 0) throw new CommandFailed(pipFailure(said) || `${command} ended with ${String(status)}`);
}
