import { parseArgs } from 'node:util';
import { bundleFunctions } from '../simulation/code.ts';
import { Simulator } from '../simulation/simulate.ts';
import type { Row } from './result.ts';

/** Seeds before those that are counted: code that is new runs slowly. */
const warm = 10;

/** How fast one thread plays random stories of the whole loop. `--seeds` (default 200). */
export async function run(options: readonly string[]): Promise<readonly Row[]> {
  const { values } = parseArgs({ args: [...options], options: { seeds: { type: 'string', default: '200' } } });
  const seeds = Number(values.seeds);
  const simulator = await Simulator.prepare({ folder: await bundleFunctions() });
  for (let seed = 1; seed <= warm; seed += 1) await play(simulator, seed);
  const [start, spent] = [performance.now(), process.cpuUsage()];
  for (let seed = warm + 1; seed <= warm + seeds; seed += 1) await play(simulator, seed);
  const { user, system } = process.cpuUsage(spent);
  return [
    { name: `simulations a second and thread, ${seeds} seeds`, figure: seeds / ((performance.now() - start) / 1000), unit: '/s' },
    { name: 'processor time of a simulation', figure: (user + system) / 1000 / seeds, unit: 'ms' },
  ];
}

async function play(simulator: Simulator, seed: number): Promise<void> {
  const { failure } = await simulator.simulate(seed);
  if (failure !== undefined) throw new Error(`seed ${seed} breaks an invariant (${failure.invariants.join(', ')}): a run that fails says nothing of speed`);
}
