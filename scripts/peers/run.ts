import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Finished {
  /** 127 when the command could not be started. */
  readonly status: number;
  /** Standard output and standard error, as they came. */
  readonly output: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Gets each line of standard output as it comes. */
  readonly onLine?: (line: string) => void;
}

/** Runs a command to its end. */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const child = spawn(command, args, {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  let output = '';
  const { onLine } = options;
  if (onLine) createInterface({ input: child.stdout }).on('line', onLine);
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => void (output += text));
  const status = await new Promise<number>((resolve) => {
    child.once('error', (error) => {
      output += error.message;
      resolve(127);
    });
    child.once('close', (code) => resolve(code ?? 1));
  });
  return { status, output };
}
