import type { Product } from '../../events/mesh/metadata.ts';
import { matchesGlob } from '../mesh/glob.ts';
import type { Mesh, Model, Subscription } from '../mesh/mesh.ts';
import { Gone } from '../runtime/errors.ts';
import { encode } from './names.ts';

/** `<database>/<table>` as a part of S3 keys. */
export function productPath({ database, table }: Pick<Product, 'database' | 'table'>): string {
  return table === undefined ? encode(database) : `${encode(database)}/${encode(table)}`;
}

export function follows(subscription: Subscription, { database, table }: Pick<Product, 'database' | 'table'>): boolean {
  return matchesGlob(subscription.database, database) && (table === undefined || followsTable(subscription, table));
}

export function followsTable({ tables }: Subscription, table: string): boolean {
  return tables.some((pattern) => matchesGlob(pattern, table));
}

/** Whether it matters which tables are shared: for links to them, or for grants on them by name. */
export function namesTables({ links, access, roles }: Subscription): boolean {
  return links === 'tables' || [access, ...roles.map((role) => role.access)].some(({ by }) => by === 'tables');
}

/** Every subscription that follows the product, in the order of mesh.yml. */
export function subscriptionsOf(mesh: Mesh, product: Product): readonly Subscription[] {
  return mesh.subscriptions.filter(
    (subscription) => product.catalogId === catalogOf(mesh, subscription) && follows(subscription, product),
  );
}

/** The account whose catalog has the subscription's databases. */
export function catalogOf(mesh: Mesh, { catalog }: Pick<Subscription, 'catalog'>): string {
  return catalog ?? mesh.central.account;
}

/** Every table that a model learns from; the one that its pipeline is given first. */
export function tablesOf({ table, otherTables = [] }: Pick<Model, 'table' | 'otherTables'>): readonly string[] {
  return [table, ...otherTables];
}

/** Whether a model learns from more than its own table. */
export function hasOtherTables(model: Pick<Model, 'table' | 'otherTables'>): boolean {
  return tablesOf(model).length > 1;
}

/** The product's table, where it is another than the one that leads; else undefined. */
export function otherTableOf({ table }: Pick<Model, 'table'>, { product }: { readonly product: Product }): string | undefined {
  return product.table === table ? undefined : product.table;
}

/** The models that learn from the table, whichever subscription they stand under. */
export function modelsOf(mesh: Mesh, product: Product): readonly { readonly model: Model; readonly subscription: Subscription }[] {
  return subscriptionsOf(mesh, product).flatMap((subscription) =>
    subscription.models
      .filter((model) => product.table !== undefined && tablesOf(model).includes(product.table))
      .map((model) => ({ model, subscription })),
  );
}

/** Each product once. */
export function distinctProducts(products: readonly Product[]): readonly Product[] {
  return [...new Map(products.map((product) => [productPath(product), product])).values()];
}

/** The settle window of a product in milliseconds: the shortest that one of its subscriptions asks for. */
export function settleLength(mesh: Mesh, product: Product): number {
  return Math.min(...subscriptionsOf(mesh, product).map(({ settleSeconds }) => settleSeconds)) * 1000;
}

/** Throws Gone when mesh.yml does not have the subscription any more. */
export function subscriptionNamed(mesh: Mesh, name: string): Subscription {
  const found = mesh.subscriptions.find((subscription) => subscription.name === name);
  if (found === undefined) throw new Gone(`There is no subscription ${name}`, 'Nothing, if it was removed from mesh.yml on purpose.');
  return found;
}

/**
 * The table that proves access: the changed one, or one that a model needs, or the first. `visible` are the tables that are
 * there now. A changed table that is not is worth waiting for only where a model needs it: others may come and go.
 */
export function canaryTable(subscription: Subscription, product: Product, visible: readonly string[]): string | undefined {
  const followed = visible.filter((table) => followsTable(subscription, table));
  const needed = subscription.models.flatMap(tablesOf);
  if (product.table === undefined) return followed.find((table) => needed.includes(table)) ?? followed[0];
  return followed.includes(product.table) || needed.includes(product.table) ? product.table : undefined;
}

/** Throws Gone when mesh.yml does not have the model any more. */
export function modelNamed(mesh: Mesh, name: string): { readonly model: Model; readonly subscription: Subscription } {
  const found = findModel(mesh, name);
  if (found === undefined) throw new Gone(`There is no model ${name}`, 'Nothing, if it was removed from mesh.yml on purpose.');
  return found;
}

/** Undefined when mesh.yml does not have it, or not any more. */
export function findModel(mesh: Mesh, name: string): { readonly model: Model; readonly subscription: Subscription } | undefined {
  for (const subscription of mesh.subscriptions) {
    const model = subscription.models.find((each) => each.name === name);
    if (model !== undefined) return { model, subscription };
  }
  return undefined;
}

/** Whether one of the models is trained by the pipeline. */
export function trainsModel(mesh: Mesh, pipelineArn: string): boolean {
  const name = pipelineArn.slice(pipelineArn.lastIndexOf('/') + 1);
  return mesh.subscriptions.some(({ models }) => models.some(({ pipeline }) => pipeline.toLowerCase() === name.toLowerCase()));
}
