import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bundle } from '../scripts/build/bundle.ts';
import { root } from '../scripts/build/paths.ts';

const rounds = 15;

/**
 * Size and import time of every function, as a ratio to a bare handler with the same AWS clients and commands, bundled by the
 * same settings; `lean` is the same handler with our credential provider in place of the SDK's chain, the harder floor.
 * Each import is a fresh process; the three take turns, so that the machine's drift hits all alike.
 */
export async function run(): Promise<void> {
  const work = mkdtempSync(join(root, 'dist', 'bench-'));
  try {
    const functions = globSync('functions/*.ts', { cwd: root }).map((file) => basename(file, '.ts')).toSorted();
    const inputs = await inputsOf(functions, work);
    for (const name of functions) writeFileSync(join(work, `${name}.ts`), bareHandler(inputs.get(name) ?? []));
    for (const floor of ['bare', 'lean'] as const) {
      const entries = Object.fromEntries(functions.map((name) => [`${name}.${floor}`, join(work, `${name}.ts`)]));
      await bundle(entries, work, floor === 'bare' ? 'any' : 'environment');
    }
    console.log('                        size in KB                     import in ms');
    console.log('function              ours  /bare  /lean            ours  /bare  /lean');
    for (const name of functions) report(name, join(root, 'dist', name, 'index.cjs'), join(work, `${name}.bare.cjs`), join(work, `${name}.lean.cjs`));
    console.log(`Medians of ${rounds} fresh processes each, in turn; a ratio is the median of the pairs. Node ${process.version}.`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Which modules of the SDK's clients end up in a function's bundle. */
async function inputsOf(functions: readonly string[], work: string): Promise<Map<string, string[]>> {
  const entries = Object.fromEntries(functions.map((name) => [`${name}.again`, join(root, 'functions', `${name}.ts`)]));
  const { outputs } = await bundle(entries, work);
  return new Map(
    Object.entries(outputs).map(([file, { inputs }]) => [
      basename(file, '.again.cjs'),
      Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([input]) => input),
    ]),
  );
}

/** The least that a handler with these clients can be: it makes the clients and names the commands. */
function bareHandler(inputs: readonly string[]): string {
  const clients = new Map<string, Set<string>>();
  for (const input of inputs) {
    const [, client, name] = /@aws-sdk\/client-([a-z0-9-]+)\/dist-es\/(?:commands\/)?(\w+(?:Command|Client))\.js$/.exec(input) ?? [];
    if (client && name) clients.set(client, (clients.get(client) ?? new Set()).add(name));
  }
  const lines = [...clients].map(([client, names]) => `import { ${[...names].join(', ')} } from '@aws-sdk/client-${client}';`);
  const made = [...clients.values()].flatMap((names) => [...names]).map((name) => (name.endsWith('Client') ? `new ${name}({})` : name));
  return `${lines.join('\n')}\nconst kept = [${made.join(', ')}];\nexport const handler = async () => kept.length;\n`;
}

function report(name: string, ...files: readonly [ours: string, bare: string, lean: string]): void {
  for (const file of files) importTime(file);
  const times = Array.from({ length: rounds }, () => files.map(importTime));
  const sizes = files.map((file) => statSync(file).size / 1024);
  const ratio = (floor: number) => median(times.map((round) => (round[0] ?? Number.NaN) / (round[floor] ?? Number.NaN)));
  const size = [column(sizes[0], 0), column((sizes[0] ?? 0) / (sizes[1] ?? 0), 2), column((sizes[0] ?? 0) / (sizes[2] ?? 0), 2)];
  const time = [column(median(times.map((round) => round[0] ?? Number.NaN)), 1), column(ratio(1), 2), column(ratio(2), 2)];
  console.log(`${name.padEnd(19)} ${size.join(' ')}           ${time.join(' ')}`);
}

function column(value: number | undefined, digits: number): string {
  return (value ?? Number.NaN).toFixed(digits).padStart(6);
}

/** Milliseconds to import a bundle in a fresh process with a function's environment. */
function importTime(file: string): number {
  const script = `const start = performance.now(); require(${JSON.stringify(file)}); process.stdout.write('\\n' + (performance.now() - start));`;
  const output = execFileSync(process.execPath, ['-e', script], { env: { ...process.env, ...environment() }, encoding: 'utf8' });
  return Number(output.slice(output.lastIndexOf('\n') + 1));
}

/** The functions read their environment when they are imported. */
function environment(): Record<string, string> {
  const template: { Resources: Record<string, { Type: string; Properties?: { Environment?: { Variables?: Record<string, unknown> } } }> } = JSON.parse(
    readFileSync(join(root, '.serverless', 'cloudformation-template-update-stack.json'), 'utf8'),
  );
  const found = Object.values(template.Resources).find(({ Type }) => Type === 'AWS::Lambda::Function');
  const names = Object.keys(found?.Properties?.Environment?.Variables ?? {});
  return { AWS_REGION: 'eu-central-1', ...Object.fromEntries(names.map((name) => [name, 'bench'])), POWERTOOLS_LOG_LEVEL: 'INFO' };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? Number.NaN) : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}
