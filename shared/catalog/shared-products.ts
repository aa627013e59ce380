import type { Product } from '../../events/mesh/metadata.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { everyNamedDatabase } from './lake-formation-change.ts';
import { distinctProducts, subscriptionsOf } from './product.ts';

/** A resource of a share, as AWS RAM lists it. */
export interface SharedResource {
  readonly arn: string;
  /** Milliseconds since the epoch. */
  readonly changedAt: number;
}

/** How far back an association counts as new. Its event comes within seconds, if it comes. */
const recent = 60 * 60_000;

/**
 * The databases, and of a share that grows the tables, that shares have newly brought. A share that was let in by an invitation is new as a whole; otherwise one share
 * holds all that an account ever got, and only what joined it lately is new. A share by tags names the catalog alone: it may
 * have brought any database that a subscription names.
 */
export function newlyShared(mesh: Mesh, resources: readonly SharedResource[], now: number, wholeShare: boolean): readonly Product[] {
  const products = resources
    .filter(({ changedAt }) => wholeShare || changedAt >= now - recent)
    .flatMap(({ arn }): readonly Product[] => {
      const [, account, kind, path = ''] = /^arn:[^:]+:glue:[^:]*:(\d{12}):(catalog|database|table)(?:\/(.+))?$/.exec(arn) ?? [];
      if (account !== mesh.central.account) return [];
      if (kind === 'catalog') return resources.every((other) => other.arn === arn) ? everyNamedDatabase(mesh) : [];
      const [database = '', table = '*'] = path.toLowerCase().split('/', 2);
      return [{ catalogId: account, database, ...(!wholeShare && kind === 'table' && table !== '*' && { table }) }];
    });
  return distinctProducts(products).filter((product) => subscriptionsOf(mesh, product).length > 0);
}

/** The followed databases that shares name, themselves or by their tables. */
export function namedIn(mesh: Mesh, resources: readonly SharedResource[]): readonly Product[] {
  const named = resources.flatMap(({ arn }): readonly Product[] => {
    const [, catalogId, path = ''] = /^arn:[^:]+:glue:[^:]*:(\d{12}):(?:database|table)\/(.+)$/.exec(arn) ?? [];
    const [database = ''] = path.split('/', 1);
    return catalogId === undefined ? [] : [{ catalogId, database: database.toLowerCase() }];
  });
  return distinctProducts(named).filter((product) => subscriptionsOf(mesh, product).length > 0);
}
