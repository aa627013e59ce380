import { parseArgs } from 'node:util';
import { bundleFunctions } from '../simulation/code.ts';
import { playBurst, type Burst } from '../simulation/burst/burst.ts';
import type { Row } from './result.ts';

/**
 * A burst of changes through the whole loop on the local cloud: the stacks as they are deployed, Athena answering from counts that are known before.
 * `--changes` (default 100000), `--products` (default 5000, each a table with a model of its own), `--minutes` of cloud time over which the changes are
 * spread (default 5). Takes all of one core.
 */
export async function run(options: readonly string[]): Promise<readonly Row[]> {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const { values } = parseArgs({ args: [...options], options: { changes: text('100000'), products: text('5000'), minutes: text('5') } });
  const [changes, products] = [Number(values.changes), Number(values.products)];
  const burst = await playBurst(await bundleFunctions(), { changes, products, spread: Number(values.minutes) * 60_000, progress });
  tell(burst);
  const { seen, stale, seconds, duration } = burst;
  const unnoticed = [...seen.told].filter((id) => !seen.noticed.has(id)).length;
  const unsettled = [...seen.windows].filter((id) => !seen.settled.has(id)).length;
  const calls = [...seen.calls.values()].reduce((sum, times) => sum + times, 0);
  const name = (what: string) => `${changes} changes of ${products} products, ${what}`;
  const untold = changes - seen.told.size;
  const none = { wanted: { atMost: 0 } } as const;
  return [
    { name: name('changes a second'), figure: changes / seconds, unit: '/s' },
    { name: name('calls to AWS a change'), figure: calls / changes, unit: 'calls' },
    { name: name('products and windows touched'), figure: seen.windows.size, unit: 'windows' },
    { name: name('profiles'), figure: [...seen.profiled.values()].reduce((sum, times) => sum + times, 0), unit: 'profiles', beside: { name: 'windows touched', figure: seen.windows.size } },
    { name: name('most profiles of one product and window'), figure: Math.max(...seen.profiled.values()), unit: 'profiles', wanted: { atMost: 1 } },
    { name: name('changes that were not told, not noticed or did not settle'), figure: untold + unnoticed + unsettled, unit: 'changes', ...none },
    { name: name('products whose last version has no profile'), figure: stale.length, unit: 'products', ...none },
    { name: name('dead letters, dropped events and Sync Failed'), figure: seen.deadLettered + seen.dropped + seen.syncFailed, unit: 'events', ...none },
    { name: name('cloud time until all was over'), figure: duration / 60_000, unit: 'min' },
    { name: name('largest resident memory'), figure: seen.largestMemory / 1e6, unit: 'MB' },
  ];
}

/** It takes long enough that a person wants to see it move. */
function progress(text: string): void {
  console.error(`${(process.uptime() / 60).toFixed(1).padStart(6)} min  ${text}`);
}

function tell({ seen, stale }: Burst): void {
  const list = (heading: string, counts: ReadonlyMap<string, number>) => {
    console.log(heading);
    for (const [what, times] of [...counts].toSorted(([, a], [, b]) => b - a)) console.log(`  ${String(times).padStart(9)}  ${what}`);
  };
  list('calls of the functions', seen.calls);
  list('refused', seen.refused);
  list('invocations', seen.invocations);
  list('failed attempts', seen.failed);
  if (stale.length > 0) console.log(`no profile of the last version: ${stale.slice(0, 10).join(', ')}`);
}
