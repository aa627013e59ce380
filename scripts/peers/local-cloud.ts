import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface RunningCloud {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Starts what `npm run local` starts, on a free port, and waits until it listens. */
export async function startLocalCloud(root: string, options: readonly string[]): Promise<RunningCloud> {
  const child = spawn(process.execPath, [join(root, 'scripts', 'local.ts'), '--port', '0', ...options], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const endpoint = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
      if (found) resolve(found);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the local cloud ended with ${code} before it listened`)));
  });
  return {
    endpoint,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
