import { SeededDice } from '../../local/core/seeded-dice.ts';
import { newestKey, profileKey } from '../../shared/catalog/keys.ts';
import { countsOf, versionAt } from '../data.ts';
import { json, member, textAt } from '../loose.ts';
import { accounts, ownBucket, start } from '../places.ts';
import type { BurstProduct } from './mesh.ts';
import { BurstWatch } from './watch.ts';
import { BurstWorld } from './world.ts';

export interface BurstOptions {
  readonly changes: number;
  readonly products: number;
  /** Cloud time over which the changes are spread, milliseconds. */
  readonly spread: number;
  /** Queries of the account that may run or wait at once; Athena's default when absent. */
  readonly activeQueries?: number;
  /** Is told now and then how far it is. */
  readonly progress?: (text: string) => void;
}

export interface Burst {
  readonly seen: BurstWatch;
  /** Products whose newest profile has not counted what was registered last. */
  readonly stale: readonly string[];
  /** Cloud time from the first change until all was over, milliseconds. */
  readonly duration: number;
  /** Seconds on the wall from the first change until all was over here. */
  readonly seconds: number;
}

/** Cloud time in which everything comes to rest. */
const rest = 2 * 24 * 3_600_000;

/** Registers products anew, round by round, each round begun at a product of chance, and lets the loop come to rest. */
export async function playBurst(folder: string, { changes, products, spread, activeQueries, progress = () => {} }: BurstOptions): Promise<Burst> {
  const world = await BurstWorld.open(folder, products, activeQueries);
  const { cloud, clock } = world;
  progress(`${products} products are registered and shared`);
  const seen = new BurstWatch();
  let last = start;
  cloud.watch.subscribe((observation) => {
    seen.note(observation);
    if (observation.kind === 'invocation') last = observation.at;
  });
  const began = performance.now();
  const from = clock.now();
  const dice = new SeededDice('order of changes');
  for (let done = 0; done < changes; ) {
    progress(`${done} changes are registered, ${seen.noticed.size} noticed`);
    const offset = Math.floor(dice.next() * products);
    for (let index = 0; index < products && done < changes; index += 1, done += 1) {
      await clock.run({ until: from + (done * spread) / changes });
      const product = world.products[(index + offset) % products];
      if (product !== undefined) await world.change(product);
    }
  }
  progress(`${seen.settled.size} of ${seen.windows.size} windows have settled, ${seen.profiled.size} are profiled`);
  await clock.run({ until: clock.now() + rest });
  const stale = world.products.filter((product) => rowsProfiled(world, product) !== rowsThere(world, product));
  const burst = { seen, stale: stale.map(({ database, table }) => `${database}.${table}`), duration: last - from, seconds: (performance.now() - began) / 1000 };
  await cloud.close();
  return burst;
}

/** Rows that the newest profile counted: every version of a product has another number of them. */
function rowsProfiled({ cloud }: BurstWorld, { database, table }: BurstProduct): unknown {
  const product = { catalogId: accounts.central, database, table };
  const documentAt = (key: string) => json(textOf(cloud.s3.get(ownBucket, key)?.body()));
  const changeId = textAt(documentAt(newestKey(product)), 'changeId');
  return changeId === undefined ? undefined : member(documentAt(profileKey(product, changeId)), 'dataset', 'item_count');
}

function rowsThere({ cloud }: BurstWorld, { database, table }: BurstProduct): number {
  return countsOf(versionAt(cloud.glue.table(accounts.central, database, table)?.location ?? '')).rows;
}

function textOf(body: Uint8Array | undefined): string | undefined {
  return body === undefined ? undefined : Buffer.from(body).toString('utf8');
}
