import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Bug } from '../simulation/bugs/index.ts';
import { bugTable, type Found } from '../simulation/bugs/table.ts';
import { simulateMany } from '../simulation/many.ts';
import { rooms, type Room } from '../simulation/rooms.ts';
import type { Result } from '../simulation/simulate.ts';

const usage = `Plays random stories of a mesh against the functions and checks what has to hold when all is at rest.

  npm run simulate -- [--seeds N] [--seed S] [--threads N] [--room NAME] [--wire] [--bug NAME] [--record FILE]

  --seeds N      how many stories (default 100; of kills all)
  --seed S       the first one's seed (default 1): --seed 17 --seeds 1 repeats one story
  --threads N    how many at once (default 2)
  --room NAME    loop (default): all functions on the whole local cloud; retraining: those that decide and run;
                 access: those that link, grant and repair, on any catalog and any mesh.yml;
                 kills: a few set stories, with each function killed at every point, once, twice and three times in a row
  --wire         the bundles that are deployed, every call through the SDK's whole client, signed and written out: many times as slow
  --bug NAME     with a bug planted into the functions, until a story finds it; "all" tries one after another
  --record FILE  with --bug all: writes what was found as Markdown

${Object.entries(rooms).map(([name, room]) => `Bugs of ${name}: ${room?.bugs.map((bug) => bug.name).join(', ')}`).join('\n')}`;

/** A wrong command line: said without a stack. */
class UsageError extends Error {}

interface Options {
  /** Infinity: as many as there are. */
  readonly seeds: number;
  readonly seed: number;
  readonly threads: number;
  readonly room: Room;
  readonly wire: boolean;
  readonly bugs: readonly Bug[];
  readonly record: string | undefined;
}

function readOptions(argv: readonly string[]): Options | 'help' {
  const options = {
    seeds: { type: 'string' }, seed: { type: 'string', default: '1' }, threads: { type: 'string', default: '2' },
    room: { type: 'string', default: 'loop' }, wire: { type: 'boolean', default: false }, bug: { type: 'string' }, record: { type: 'string' }, help: { type: 'boolean', short: 'h' },
  } as const;
  const values = parsed(() => parseArgs({ args: [...argv], options }).values);
  if (values.help) return 'help';
  const { wire, record } = values;
  const room = rooms[values.room];
  if (room === undefined) throw new UsageError(`There is no room ${values.room}. There are: ${Object.keys(rooms).join(', ')}`);
  if (wire && (values.room !== 'loop' || values.bug !== undefined)) throw new UsageError('--wire goes with the room loop, without a bug');
  if (record !== undefined && values.bug !== 'all') throw new UsageError('--record goes with --bug all');
  const seeds = values.seeds === undefined && room.count !== undefined ? Infinity : number('seeds', values.seeds ?? '100', 1);
  return { seeds, seed: number('seed', values.seed, 0), threads: number('threads', values.threads, 1), room, wire, bugs: bugsNamed(room, values.bug), record };
}

function parsed<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function number(name: string, text: string, least: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(value) || value < least) throw new UsageError(`--${name} must be a whole number of at least ${least}, not "${text}"`);
  return value;
}

function bugsNamed({ bugs }: Room, name: string | undefined): readonly Bug[] {
  if (name === undefined || name === 'all') return name === undefined ? [] : bugs;
  const bug = bugs.find((each) => each.name === name);
  if (bug === undefined) throw new UsageError(`There is no bug "${name}". There are: all, ${bugs.map((each) => each.name).join(', ')}`);
  return [bug];
}

/** Returns the exit code. */
async function main(options: Options): Promise<number> {
  const { room, seeds, bugs: planted, record } = options;
  if (planted.length === 0) return (await simulate(options, options.wire ? undefined : await room.prepare(), () => false)).length === 0 ? 0 : 1;
  const found: Found[] = [];
  for (const bug of planted) {
    console.log(`${bug.name}: ${bug.says}\n`);
    const [result] = await simulate(options, await room.plant(bug), ({ failure }) => failure !== undefined);
    if (result?.failure !== undefined) found.push({ bug, seed: result.seed, ...result.failure });
    // After each, so that a run that is ended early leaves what it found.
    if (record !== undefined) writeFileSync(record, bugTable(found, seeds));
    console.log('');
  }
  const missed = planted.filter((bug) => found.every((each) => each.bug !== bug));
  for (const { name } of missed) console.log(`${name} was not found`);
  console.log(`${found.length} bugs found, ${missed.length} not found`);
  return missed.length === 0 ? 0 : 1;
}

/** Returns the stories that failed. Ends early after a story that is `enough`. */
async function simulate({ room, seeds: asked, seed, threads }: Options, folder: string | undefined, enough: (result: Result) => boolean): Promise<readonly Result[]> {
  const there = folder === undefined ? undefined : await room.count?.(folder);
  const seeds = there === undefined ? asked : Math.min(asked, there - seed + 1);
  const started = performance.now();
  const failed: Result[] = [];
  let told = 0;
  const progress = () => {
    const seconds = (performance.now() - started) / 1000;
    const memory = process.memoryUsage.rss() / 2 ** 20;
    console.error(`${told} of ${seeds}: ${(told / seconds).toFixed(1)} a second, ${memory.toFixed(0)} MiB`);
  };
  const tell = (result: Result) => {
    told += 1;
    if (result.failure !== undefined) {
      failed.push(result);
      console.log(`${result.failure.report}\n`);
    }
    if (told % 500 === 0 && told < seeds) progress();
  };
  await simulateMany({ first: seed, count: seeds, threads, code: { ...(folder !== undefined && { folder }) }, worker: room.worker, tell, enough });
  progress();
  if (there !== undefined && failed.length === 0) console.log(`${told} kills, all the same end`);
  else console.log(`${told - failed.length} passed, ${failed.length} failed`);
  return failed;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') console.log(usage);
  else process.exitCode = await main(options);
} catch (error) {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${usage}`);
  else console.error(error);
  process.exitCode = 1;
}
