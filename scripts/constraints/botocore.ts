import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A shape of botocore's API models, as far as the tables need it. */
export interface BotocoreShape {
  readonly type: string;
  readonly members?: Readonly<Record<string, BotocoreRef>>;
  readonly member?: BotocoreRef;
  readonly key?: BotocoreRef;
  readonly value?: BotocoreRef;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly sensitive?: boolean;
}

export interface BotocoreRef {
  readonly shape: string;
}

export interface BotocoreModel {
  readonly metadata: { readonly apiVersion: string };
  readonly operations: Readonly<Record<string, { readonly input?: BotocoreRef }>>;
  readonly shapes: Readonly<Record<string, BotocoreShape>>;
}

export interface Botocore {
  readonly version: string;
  /** The newest model of a service, by botocore's name for it. */
  model(name: string): BotocoreModel;
  close(): void;
}

/** @param installed the folder that holds `botocore`; without it pip downloads it from PyPI to a temporary folder */
export function openBotocore(installed?: string): Botocore {
  const folder = installed ?? download();
  const data = join(folder, 'botocore', 'data');
  const init = readFileSync(join(folder, 'botocore', '__init__.py'), 'utf8');
  const version = /__version__ = ['"]([^'"]+)/.exec(init)?.[1];
  if (version === undefined) throw new Error(`${folder} holds no botocore with a version`);
  return {
    version,
    model: (name) => {
      const apiVersion = readdirSync(join(data, name))
        .filter((entry) => /^\d{4}-/.test(entry))
        .sort()
        .at(-1);
      if (apiVersion === undefined) throw new Error(`botocore has no model of ${name}`);
      // botocore's own format, which nothing else here depends on: a wrong shape shows as a failing table at once.
      return JSON.parse(gunzipSync(readFileSync(join(data, name, apiVersion, 'service-2.json.gz'))).toString('utf8')) as BotocoreModel;
    },
    close: () => {
      if (installed === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function download(): string {
  const folder = mkdtempSync(join(tmpdir(), 'meshloop-botocore-'));
  const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--target', folder, 'botocore'];
  const { status, error } = spawnSync('python3', args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (error || status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error('botocore could not be downloaded: Python 3 with pip and PyPI are needed, or --botocore FOLDER', { cause: error });
  }
  return folder;
}
