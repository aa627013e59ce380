import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { functionNames } from '../scripts/build/build.ts';
import { bundle } from '../scripts/build/bundle.ts';
import { root } from '../scripts/build/paths.ts';
import { median, type Row } from './result.ts';

const floors = ['ordinary', 'lean'] as const;

/**
 * Size and import time of every function, beside a bare handler that makes the same AWS clients and names the same commands: `ordinary`, bundled by
 * the same settings with the SDK as it comes, and `lean`, the harder floor, with the SDK cut as ours is. Each import is a fresh process; the three
 * take turns, so that the machine's drift hits all alike, and a ratio is the median of the rounds'. `--rounds` (default 15), `--only a,b`.
 */
export async function run(options: readonly string[]): Promise<readonly Row[]> {
  const { values } = parseArgs({ args: [...options], options: { rounds: { type: 'string', default: '15' }, only: { type: 'string' } } });
  const work = mkdtempSync(join(root, 'dist', 'bench-'));
  try {
    const functions = values.only?.split(',') ?? functionNames();
    const inputs = await inputsOf(functions, work);
    for (const name of functions) writeFileSync(join(work, `${name}.ts`), bareHandler(inputs.get(name) ?? []));
    for (const floor of floors) {
      const entries = Object.fromEntries(functions.map((name) => [`${name}.${floor}`, join(work, `${name}.ts`)]));
      await bundle(entries, work, floor === 'ordinary' ? 'whole' : 'cut');
    }
    return functions.flatMap((name) => measure(name, [join(root, 'dist', name, 'index.cjs'), ...floors.map((floor) => join(work, `${name}.${floor}.cjs`))], Number(values.rounds)));
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

function measure(name: string, files: readonly string[], rounds: number): readonly Row[] {
  for (const file of files) importOf(file);
  const times = Array.from({ length: rounds }, () => files.map(importOf));
  const sizes = files.map((file) => statSync(file).size / 1024);
  console.log(`${name}: ${rounds} rounds`);
  return floors.flatMap((floor, index): Row[] => {
    const wanted = floor === 'ordinary' ? { wanted: { atMost: 0.95 } } : {};
    const row = (what: string, unit: string, of: readonly (readonly number[])[]): Row => ({
      name: `${name}, ${what}`,
      figure: median(of.map((round) => round[0] ?? NaN)),
      unit,
      beside: { name: `${floor} handler`, figure: median(of.map((round) => round[index + 1] ?? NaN)) },
      ratio: median(of.map((round) => (round[0] ?? NaN) / (round[index + 1] ?? NaN))),
    });
    const of = (pick: (spent: Spent) => number) => times.map((round) => round.map(pick));
    return [
      row('size', 'KB', [sizes]),
      { ...row('import on the wall', 'ms', of(({ wall }) => wall)), ...wanted },
      { ...row('import in processor time', 'ms', of(({ cpu }) => cpu)), ...wanted },
    ];
  });
}

interface Spent {
  readonly wall: number;
  /** User and system, all threads: says more than the wall where the machine has other work. */
  readonly cpu: number;
}

/** Milliseconds to import a bundle in a fresh process with a function's environment. */
function importOf(file: string): Spent {
  const script = `const cpu = process.cpuUsage(); const start = performance.now(); require(${JSON.stringify(file)});
    const wall = performance.now() - start; const { user, system } = process.cpuUsage(cpu); process.stdout.write('\\n' + wall + ' ' + (user + system) / 1000);`;
  const output = execFileSync(process.execPath, ['-e', script], { env: { ...process.env, ...environment }, encoding: 'utf8' });
  const [wall = NaN, cpu = NaN] = output.slice(output.lastIndexOf('\n') + 1).split(' ').map(Number);
  return { wall, cpu };
}

/** The functions read their environment when they are imported. */
const environment: Record<string, string> = readEnvironment();

function readEnvironment(): Record<string, string> {
  const template: { Resources: Record<string, { Type: string; Properties?: { Environment?: { Variables?: Record<string, unknown> } } }> } = JSON.parse(
    readFileSync(join(root, '.serverless', 'cloudformation-template-update-stack.json'), 'utf8'),
  );
  const found = Object.values(template.Resources).find(({ Type }) => Type === 'AWS::Lambda::Function');
  const names = Object.keys(found?.Properties?.Environment?.Variables ?? {});
  return { AWS_REGION: 'eu-central-1', ...Object.fromEntries(names.map((name) => [name, 'bench'])), POWERTOOLS_LOG_LEVEL: 'INFO' };
}
