import { allWantedGrants } from '../shared/access/grants.ts';
import { minus } from '../shared/catalog/grant-plan.ts';
import type { Mesh } from '../shared/mesh/mesh.ts';
import { readActual } from '../simulation/access/actual.ts';
import { ownRoles, principals } from '../simulation/access/any.ts';
import { bundleHandlers, loadCode, type Code } from '../simulation/access/code.ts';
import { role, takeOver } from '../simulation/access/lambda.ts';
import { People } from '../simulation/access/people.ts';
import { Troubles } from '../simulation/access/troubles.ts';
import { World } from '../simulation/access/world.ts';
import { accounts } from '../simulation/places.ts';
import type { Row } from './result.ts';

const hour = 3_600_000;
const readers = ['a', 'b', 'c'].map(role);
const writes = /^(Create|Delete|Batch(Grant|Revoke)|Put(?!Events))/;

/** Each product is a database of one table, read by three roles besides our own two. */
const mesh: Mesh = {
  central: { account: accounts.central },
  consumer: { account: accounts.consumer, region: 'eu-central-1' },
  trustedAccounts: [accounts.central],
  access: { removalLimit: 0.2, delegated: false },
  subscriptions: [
    {
      name: 's1', database: 'product_*', tables: ['*'], access: { by: 'tables', tables: ['*'] }, links: 'database', hybridAccess: false, paused: false, settleSeconds: 300, models: [],
      roles: readers.map((arn) => ({ arn, permissions: ['SELECT', 'DESCRIBE'], access: { by: 'tables', tables: ['*'] } })),
      drift: { multivariate: false, ignore: [], critical: [], columns: {}, consequences: {} }, privacy: { columns: [], minimumCount: 10, maskValues: false },
    },
  ],
};

/**
 * What reconcile calls: the first one, which links and grants everything, and one with nothing to do.
 * @param options numbers of products; default 500, 1000 and 2000, which take a minute of one core
 */
export async function run(options: readonly string[]): Promise<readonly Row[]> {
  takeOver();
  const code = await loadCode(await bundleHandlers());
  const sizes = options.length > 0 ? options.map(Number) : [500, 1000, 2000];
  console.log('products  reconcile       calls  a product  writes');
  const rows: Row[] = [];
  for (const size of sizes) rows.push(...(await measure(code, size)));
  console.log('Calls of the functions to AWS, with those that the first reconcile leads to; three roles of mesh.yml and two of our own for each product.');
  return rows;
}

async function measure(code: Code, size: number): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const world = new World(size, code, new Troubles([]), 1000);
  code.provideMesh(mesh);
  const people = new People(world, () => undefined);
  await world.setUp([...principals, ...readers]);
  const names = Array.from({ length: size }, (_, index) => `product_${String(index).padStart(4, '0')}`);
  await people.make({ shared: names.map((database) => ({ catalogId: accounts.central, database, tables: ['t1'] })), databases: [], grants: [], receipts: [] });
  for (const what of ['first', 'unchanged'] as const) {
    world.functions.calls.clear();
    await people.reconcile([]);
    await world.clock.run({ until: world.clock.now() + 2 * hour });
    if (world.functions.failures.length > 0) throw new Error(`reconcile failed: ${world.functions.failures[0]}`);
    if (what === 'first') await check(world);
    const all = [...world.functions.calls];
    const calls = all.reduce((sum, [, times]) => sum + times, 0);
    const written = all.reduce((sum, [operation, times]) => sum + (writes.test(operation) ? times : 0), 0);
    console.log([String(size).padStart(8), ` ${what.padEnd(11)}`, String(calls).padStart(8), (calls / size).toFixed(2).padStart(10), String(written).padStart(7)].join(' '));
    rows.push({ name: `${what} reconcile of ${size} products, calls a product`, figure: calls / size, unit: 'calls' });
    rows.push({ name: `${what} reconcile of ${size} products, writes`, figure: written, unit: 'calls', ...(what === 'unchanged' && { wanted: { atMost: 0 } }) });
  }
  await world.cloud.close();
  return rows;
}

/** A first reconcile that calls little and grants little is none. */
async function check(world: World): Promise<void> {
  const actual = await readActual(world);
  const missing = minus(allWantedGrants(mesh, actual.shared, ownRoles), actual.grants);
  if (missing.length > 0) throw new Error(`${missing.length} grants are missing after the first reconcile`);
}
