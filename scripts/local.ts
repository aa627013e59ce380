import { createConsole } from '../console/console.ts';
import { createCloud, type LocalCloud } from '../local/cloud.ts';
import { RealClock } from '../local/core/real-clock.ts';
import { SeededDice } from '../local/core/seeded-dice.ts';
import type { Handle } from '../local/core/wire.ts';
import { applyFaults, InvalidFaultPlan } from '../local/faults/index.ts';
import { serveCloud, type Beside } from '../local/http/server.ts';
import { UnreadableData } from '../local/scenario/product-file.ts';
import { describe, format, type Line } from '../local/scenario/timeline.ts';
import { readFaultFile } from './local/fault-file.ts';
import { readOptions, usage, UsageError, type LocalOptions } from './local/options.ts';
import { resettable } from './local/resettable.ts';
import { openStacks, registerFiles, type LocalNames } from './local/stacks.ts';
import { welcome } from './local/welcome.ts';

async function main(options: LocalOptions): Promise<void> {
  const clock = new RealClock({ speed: options.speed });
  try {
    await (options.bare ? serveBare(options, clock) : serveStacks(options, clock));
  } finally {
    clock.close();
  }
}

async function serveBare(options: LocalOptions, clock: RealClock): Promise<void> {
  const cloud = resettable((region) => createCloud({ clock, dice: new SeededDice('local'), region, organization: [] }), options.region);
  try {
    await serve(cloud.handle, options, (port) => console.log(welcome({ ...options, port })));
  } finally {
    await cloud.close();
  }
}

async function serveStacks(options: LocalOptions, clock: RealClock): Promise<void> {
  const plan = options.faults === undefined ? undefined : await readFaultFile(options.faults);
  const { cloud, mesh, names } = await openStacks(clock, options.steps);
  if (plan) applyFaults(cloud, plan);
  const say = options.quiet ? () => undefined : timeline(cloud, clock, names);
  const failed = Promise.withResolvers<never>();
  const page = createConsole(cloud, mesh, names);
  try {
    await serve(
      cloud.handle,
      options,
      (port) => {
        console.log(welcome({ port, speed: options.speed, region: names.region, mesh: { names } }));
        if (plan) console.log(`${plan.faults.length} faults of ${options.faults} are loose.\n`);
        registerFiles(cloud, clock, names, options.data, say).catch(failed.reject);
      },
      failed.promise,
      page.take,
    );
  } finally {
    page.close();
    await cloud.close();
  }
}

/** Prints every line as it happens; the answer says a person's action on the same clock. */
function timeline(cloud: LocalCloud, clock: RealClock, names: LocalNames): (text: string) => void {
  const colour = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
  const begun = { cloud: clock.now(), wall: performance.now() };
  const tell = (line: Pick<Line, 'account' | 'kind' | 'text'>) =>
    console.log(format({ ...line, cloud: clock.now() - begun.cloud, wall: performance.now() - begun.wall }, names.accounts, colour));
  cloud.watch.subscribe((observation) => {
    const described = describe(observation);
    if (described) tell({ account: observation.account, ...described });
  });
  return (text) => tell({ account: names.accounts.producer, kind: 'action', text });
}

/** Serves until the process is asked to end, or until `failed` rejects. */
async function serve(handle: Handle, options: LocalOptions, ready: (port: number) => void, failed?: Promise<never>, beside?: Beside): Promise<void> {
  const server = await listen(handle, options.port, beside);
  try {
    ready(server.port);
    await Promise.race([asked(), ...(failed ? [failed] : [])]);
  } finally {
    await server.close();
  }
}

async function listen(handle: Handle, port: number, beside?: Beside): ReturnType<typeof serveCloud> {
  try {
    return await serveCloud({ handle }, port, beside);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') throw new CannotServe(`Port ${port} is in use, perhaps by another local cloud. End that one, or take another port with --port N.`);
    if (code === 'EACCES') throw new CannotServe(`Port ${port} may not be opened by this user. Take one above 1023 with --port N.`);
    throw error;
  }
}

/** Something on the machine is in the way: said without a stack. */
class CannotServe extends Error {}

function asked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') console.log(usage);
  else await main(options);
} catch (error) {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${usage}`);
  else if (error instanceof UnreadableData || error instanceof CannotServe || error instanceof InvalidFaultPlan) console.error(error.message);
  else console.error(error);
  process.exitCode = 1;
}
