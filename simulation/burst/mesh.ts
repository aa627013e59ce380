import { loadMesh } from '../../shared/mesh/load.ts';
import type { Mesh } from '../../shared/mesh/mesh.ts';

/** Tables of one database; each is a product with a model of its own. */
export const tablesPerDatabase = 100;

export interface BurstProduct {
  readonly database: string;
  readonly table: string;
}

export function burstProducts(count: number): readonly BurstProduct[] {
  return Array.from({ length: count }, (_, index) => ({ database: databaseOf(index), table: tableOf(index) }));
}

function databaseOf(index: number): string {
  return `area_${String(Math.floor(index / tablesPerDatabase)).padStart(3, '0')}`;
}

function tableOf(index: number): string {
  return `t${String(index).padStart(5, '0')}`;
}

/** The value of the LF-Tag `domain` by which a database is shared. */
export function tagOf(database: string): string {
  return database.replaceAll('_', '-');
}

/** One subscription for each database. They are paused: products are profiled and judged, and no model is trained. */
export function burstMesh(count: number): Mesh {
  const text = [...Map.groupBy(burstProducts(count), ({ database }) => database)].map(
    ([database, products]) => `
  - name: ${tagOf(database)}
    database: ${database}
    lfTags: { domain: [${tagOf(database)}] }
    settleWindow: 5m
    paused: true
    models:${products.map(({ table }) => `\n      - { name: ${table}, table: ${table}, pipeline: none, modelPackageGroup: area-${table} }`).join('')}`,
  );
  return meshOf(text.join(''));
}

/**
 * A mesh whose ARNs, written with globs, cover all of a burst's: a role's policy with thousands of names would be longer than IAM takes
 * (IAM user guide, "IAM and AWS STS quotas": 10,240 characters).
 */
export function coveringMesh(): Mesh {
  const mesh = meshOf(`
  - { name: area, database: area, lfTags: { domain: [area] }, models: [{ name: area, table: area, pipeline: none, modelPackageGroup: area }] }`);
  return {
    ...mesh,
    subscriptions: mesh.subscriptions.map((subscription) => ({
      ...subscription, database: 'area_*', link: undefined, models: subscription.models.map((model) => ({ ...model, modelPackageGroup: 'area-*' })),
    })),
  };
}

function meshOf(subscriptions: string): Mesh {
  const result = loadMesh(`
central: { account: "111111111111" }
consumer: { account: "222222222222", region: eu-central-1 }
subscriptions:${subscriptions}
`, 'burst.yml');
  if ('errors' in result) throw new Error(`the mesh of the burst is not valid: ${JSON.stringify(result.errors).slice(0, 2000)}`);
  return result.mesh;
}
