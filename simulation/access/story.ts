import fc from 'fast-check';
import { SeededDice } from '../../local/core/seeded-dice.ts';
import { wantedLinks } from '../../shared/access/links.ts';
import type { AccessState } from '../../shared/access/state.ts';
import type { Mesh } from '../../shared/mesh/mesh.ts';
import { between, oneOf, weighted } from '../dice.ts';
import { accounts } from '../places.ts';
import { anyMesh, anyState } from './any.ts';
import { handlerNames } from './code.ts';
import { deliveries, type Trouble } from './troubles.ts';

/** What somebody does while events are on their way. */
export type Deed =
  | { readonly kind: 'share' | 'unshare'; readonly catalogId: string; readonly database: string }
  | { readonly kind: 'make table' | 'drop table'; readonly catalogId: string; readonly database: string; readonly table: string }
  | { readonly kind: 'edit mesh.yml'; readonly mesh: Mesh }
  | { readonly kind: 'reconcile' };

export interface Story {
  readonly seed: number;
  readonly mesh: Mesh;
  readonly state: AccessState;
  /** In the order of time; milliseconds since the start. */
  readonly deeds: readonly { readonly at: number; readonly deed: Deed }[];
  readonly troubles: readonly Trouble[];
}

const databases = ['alpha', 'beta', 'gamma_1', 'gamma_2', 'delta'] as const;
const operations = [
  'GetDatabase', 'GetDatabases', 'GetTables', 'GetTags', 'CreateDatabase', 'CreateTable', 'DeleteDatabase', 'DeleteTable', 'ListPermissions', 'BatchGrantPermissions',
  'BatchRevokePermissions', 'CreateLakeFormationOptIn', 'DeleteLakeFormationOptIn', 'ListLakeFormationOptIns', 'GetObject', 'PutObject', 'ListObjectsV2', 'PutEvents', 'AssumeRole', 'CreateSchedule',
] as const;

const minute = 60_000;

/** As the build admits it: no name stands for two databases, whatever comes to be shared. */
const admittedMesh = anyMesh.filter((mesh) => {
  const catalogs = [accounts.central, accounts.producer];
  const all = wantedLinks(mesh, catalogs.flatMap((catalogId) => databases.map((database) => ({ catalogId, database, tables: [] }))));
  return [...Map.groupBy(all, ({ name }) => name).values()].every((links) => new Set(links.map(({ target }) => JSON.stringify(target))).size === 1);
});

/** Any catalog, grants, links, receipts and mesh.yml, and what happens to them for an hour or two. */
export function randomStory(seed: number): Story {
  const dice = new SeededDice(`access ${seed}`);
  const drawn = fc.sample(fc.record({ mesh: admittedMesh, other: admittedMesh, state: anyState }), { seed, numRuns: 1 })[0];
  if (drawn === undefined) throw new Error('nothing was drawn');
  const deeds: Story['deeds'][number][] = [];
  let at = 0;
  for (let count = between(dice, 2, 6); count > 0; count -= 1) {
    at += between(dice, 0, 20) * minute + between(dice, 0, 59_999);
    deeds.push({ at, deed: randomDeed(dice, drawn.other) });
  }
  return { seed, mesh: drawn.mesh, state: drawn.state, deeds, troubles: Array.from({ length: between(dice, 0, 8) }, () => randomTrouble(dice)) };
}

function randomDeed(dice: SeededDice, other: Mesh): Deed {
  const place = { catalogId: oneOf(dice, [accounts.central, accounts.central, accounts.producer]), database: oneOf(dice, databases) };
  const table = oneOf(dice, ['t1', 't2', 'u1']);
  return weighted<Deed>(dice, [
    [3, { kind: 'share', ...place }],
    [2, { kind: 'unshare', ...place }],
    [2, { kind: 'make table', ...place, table }],
    [1, { kind: 'drop table', ...place, table }],
    [2, { kind: 'edit mesh.yml', mesh: other }],
    [3, { kind: 'reconcile' }],
  ]);
}

function randomTrouble(dice: SeededDice): Trouble {
  return weighted<() => Trouble>(dice, [
    [3, () => ({ kind: 'delivery', what: oneOf(dice, deliveries), nth: between(dice, 1, 6), effect: oneOf(dice, ['lost', 'lost', 'late', 'doubled']), delay: between(dice, 1, 1200) * 1000 })],
    [4, () => ({ kind: 'call', operation: oneOf(dice, operations), nth: between(dice, 1, 12), times: oneOf(dice, [1, 1, 8]), effect: oneOf(dice, ['throttled', 'conflict', 'answer lost']) })],
    [3, () => ({ kind: 'killed', handler: oneOf(dice, handlerNames), nth: between(dice, 1, 4), call: between(dice, 1, 25), after: dice.next() < 0.5 })],
  ])();
}
