import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { serveCloud } from '../../http/server.ts';
import type { Job } from './job.ts';
import { ML_ROOT } from './job.ts';

export interface Exit {
  /** Exit status, or the signal that ended it. */
  readonly status: number | string;
  /** The last line that it wrote to standard error. */
  readonly lastError: string;
}

/**
 * Runs a command of the container and waits for its end, outside the cloud's time. Its lines go to the job's log group; its AWS
 * clients reach this cloud as the job's role.
 */
export function runPython(job: Job, command: readonly string[], variables: Readonly<Record<string, string>>, logGroup: string): Promise<Exit> {
  return job.context.cloud.clock.outside(withEndpoint(job, (endpoint) => start(job, command, { ...environment(job, endpoint), ...variables }, logGroup)));
}

async function withEndpoint<T>(job: Job, work: (endpoint: string) => Promise<T>): Promise<T> {
  const server = await serveCloud(job.context.cloud, 0);
  try {
    return await work(`http://127.0.0.1:${server.port}`);
  } finally {
    await server.close();
  }
}

function start(job: Job, command: readonly string[], env: Readonly<Record<string, string>>, logGroup: string): Promise<Exit> {
  const { cloud, account, signal } = job.context;
  const [program = '', ...args] = command.map((part) => job.local(part));
  const child = spawn(/^python3?$/.test(program) ? job.python : program, args, {
    cwd: job.folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    killSignal: 'SIGKILL',
  });
  let lastError = '';
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      if (stream === child.stderr && line.trim() !== '') lastError = line.trim();
      cloud.logs.write(logGroup, line, account);
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', (error) => (signal.aborted ? resolve({ status: 'SIGKILL', lastError }) : reject(error)));
    child.on('close', (code, killedBy) => resolve({ status: code ?? killedBy ?? 'unknown', lastError }));
  });
}

function environment(job: Job, endpoint: string): Record<string, string> {
  const { cloud } = job.context;
  return {
    // What a process needs of the machine; nothing of the user's own settings or keys reaches it.
    ...inherited('PATH', 'SYSTEMROOT', 'TMPDIR', 'TEMP', 'LD_LIBRARY_PATH'),
    HOME: job.folder,
    LANG: 'C.UTF-8',
    PYTHONUNBUFFERED: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONHASHSEED: '0',
    OMP_NUM_THREADS: '1',
    OPENBLAS_NUM_THREADS: '1',
    MESHLOOP_ML_ROOT: job.local(ML_ROOT),
    AWS_REGION: cloud.region,
    AWS_DEFAULT_REGION: cloud.region,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: job.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: job.credentials.secretAccessKey,
    AWS_SESSION_TOKEN: job.credentials.sessionToken,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

function inherited(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name] ?? '']])));
}
