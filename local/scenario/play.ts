import type { Observation } from '../core/cloud.ts';
import type { LocalCloud } from '../cloud.ts';
import type { VirtualClock } from '../core/virtual-clock.ts';
import type { MeshNames } from './bootstrap.ts';
import { People } from './people.ts';
import type { ProductFile } from './product-file.ts';
import { describe, type Line } from './timeline.ts';

/** The whole story on a cloud whose stacks are deployed and bootstrapped: register, train, register again, follow. */
export async function play(
  cloud: LocalCloud,
  clock: VirtualClock,
  names: MeshNames,
  versions: { readonly first: ProductFile; readonly update: ProductFile },
  tell: (line: Line) => void,
): Promise<Observation[]> {
  const seen: Observation[] = [];
  const cloudStart = clock.now();
  const wallStart = performance.now();
  const say = (account: string, kind: Line['kind'], text: string) =>
    tell({ cloud: clock.now() - cloudStart, wall: performance.now() - wallStart, account, kind, text });
  const unsubscribe = cloud.watch.subscribe((observation) => {
    seen.push(observation);
    const described = describe(observation);
    if (described) say(observation.account, described.kind, described.text);
  });
  const people = new People(cloud, names);
  try {
    say(names.accounts.producer, 'action', `the producer registers ${names.database}.${names.table} with ${versions.first.rows} rows and shares it`);
    await people.register(versions.first);
    await clock.run();
    say(names.accounts.producer, 'action', `the producer registers it again with ${versions.update.rows} rows`);
    await people.reRegister(versions.update, 2);
    await clock.run();
  } finally {
    unsubscribe();
  }
  return seen;
}
