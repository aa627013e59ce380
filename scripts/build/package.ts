import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildInputs } from './build.ts';
import { root } from './paths.ts';
import { digestOf, isCurrent, writeStamp } from './stamp.ts';

const stacks = ['.', 'central'];
const inputs = [...buildInputs, 'serverless.yml', 'resources/*.yml', 'central/*.yml'];
const stampFile = join(root, '.serverless', '.inputs');

/** What CloudFormation would be given: the truth for a deployment and for the local cloud. */
export function templateFile(stack: string): string {
  return join(root, stack, '.serverless', 'cloudformation-template-update-stack.json');
}

export function packageIsCurrent(): boolean {
  return isCurrent(stampFile, digestOf(inputs), stacks.map(templateFile));
}

/** Runs `serverless package` for the consumer and the central stack, side by side. Throws when one fails. */
export async function packageStacks(): Promise<void> {
  const digest = digestOf(inputs);
  await Promise.all(stacks.map(packageStack));
  writeStamp(stampFile, digest);
}

async function packageStack(stack: string): Promise<void> {
  const cli = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');
  const cache = join(root, '.meshloop');
  mkdirSync(cache, { recursive: true });
  // The framework keeps compiled schemas in the home directory unless told otherwise.
  const env = { ...process.env, SLS_SCHEMA_CACHE_BASE_DIR: cache, SLS_INTERACTIVE_SETUP_ENABLE: '0' };
  const child = spawn(process.execPath, [cli, 'package'], { cwd: join(root, stack), env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`serverless package failed in ${stack === '.' ? 'the project folder' : stack}:\n${output}`);
}
