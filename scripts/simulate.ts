import { parseArgs } from 'node:util';
import { root } from './build/paths.ts';
import { bugs, plant } from '../simulation/bugs/index.ts';
import { simulateMany } from '../simulation/many.ts';
import { simulationStacks } from '../simulation/stacks.ts';

const usage = `Plays random stories of a mesh against the functions and checks what has to hold when all is at rest.

  npm run simulate -- --seeds N [--seed S] [--threads N] [--bug NAME]

  --seeds N    how many stories (default 100)
  --seed S     the first one's seed (default 1): --seed 17 --seeds 1 repeats one story
  --threads N  how many at once (default 2)
  --bug NAME   with a bug planted into the functions, until a story finds it; "all" tries one after another`;

/** A wrong command line: said without a stack. */
class UsageError extends Error {}

interface Options {
  readonly seeds: number;
  readonly seed: number;
  readonly threads: number;
  readonly bug: string | undefined;
}

function readOptions(argv: readonly string[]): Options | 'help' {
  const options = { seeds: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' }, threads: { type: 'string', default: '2' }, bug: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
  try {
    const { values } = parseArgs({ args: [...argv], options });
    if (values.help) return 'help';
    return { seeds: number('seeds', values.seeds, 1), seed: number('seed', values.seed, 0), threads: number('threads', values.threads, 1), bug: values.bug };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function number(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least) throw new UsageError(`--${name} must be a whole number of at least ${least}, not ${text}`);
  return value;
}

async function main(options: Options): Promise<number> {
  await simulationStacks();
  if (options.bug === undefined) return await simulateAll(options, root);
  const names = options.bug === 'all' ? bugs.map(({ name }) => name) : [options.bug];
  let missed = 0;
  for (const name of names) {
    console.log(`${name}: ${bugs.find((bug) => bug.name === name)?.says ?? ''}\n`);
    if ((await simulateAll(options, await plant(name), true)) === 0) missed += 1;
  }
  if (names.length > 1) console.log(`${names.length - missed} bugs found, ${missed} not found`);
  return options.bug === 'all' && missed === 0 ? 0 : 1;
}

/** Returns how many stories failed. `first`: ends with the first that does. */
async function simulateAll({ seeds, seed, threads }: Options, codeRoot: string, first = false): Promise<number> {
  const started = performance.now();
  let failed = 0;
  let passed = 0;
  await simulateMany({
    first: seed,
    count: seeds,
    threads,
    codeRoot,
    tell: ({ report }) => {
      if (report === undefined) passed += 1;
      else {
        failed += 1;
        console.log(`${report}\n`);
      }
    },
    enough: ({ report }) => first && report !== undefined,
  });
  const seconds = (performance.now() - started) / 1000;
  console.error(`${((passed + failed) / seconds).toFixed(1)} simulations a second`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') console.log(usage);
  else process.exitCode = (await main(options)) > 0 ? 1 : 0;
} catch (error) {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${usage}`);
  else console.error(error);
  process.exitCode = 1;
}
