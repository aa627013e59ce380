import type { Finding } from '../finding.ts';
import type { Deed, Product, Story } from '../story.ts';
import { lastMesh, nameOf, subscriptionOf, type Evidence } from './evidence.ts';
import { concerns, visibleFailures, type VisibleFailure } from './failures.ts';
import { isTaken } from './taken.ts';

/** What a function waits for until it gives up, milliseconds: until then it may not have known that the product is there. */
const patience = 10 * 60_000;

/** Where nothing was made to go wrong, no person is told of a failure of a product that is there and that nobody took away or stood in the way of. */
export function calmIsCalm(evidence: Evidence, { faults, troubles }: Story): Finding[] {
  if (faults.faults.length + troubles.length > 0) return [];
  return uncaused(evidence, (product, { time }) => !isDisturbed(evidence, product) && time > thereSince(evidence, product) + patience).map((text) => ({
    invariant: 'every failure has a cause',
    text,
  }));
}

/** When the faults are over, nothing fails any more that is there and in nobody’s way, not even what failed before and is done again. */
export function endedFaultsAreOver(evidence: Evidence, faultsEnded: number): Finding[] {
  const mesh = lastMesh(evidence);
  const isFine = (product: Product) => subscriptionOf(mesh, product) !== undefined && !isTaken(evidence, mesh, product);
  return uncaused(evidence, (product, { time, lies }) => (lies || time >= faultsEnded) && isFine(product)).map((text) => ({ invariant: 'what failed is done again', text }));
}

function uncaused(evidence: Evidence, isIn: (product: Product, failure: VisibleFailure) => boolean): string[] {
  const products = [...evidence.aftermath.shared].flatMap(([database, tables]) => tables.map((table) => ({ database, table })));
  return visibleFailures(evidence).flatMap((failure) => {
    const product = products.find((each) => concerns(failure, each) && isIn(each, failure));
    return product === undefined ? [] : [`${nameOf(product)} is there as it should be, and yet a person is told: ${failure.text}`];
  });
}

/** When both the table and its share had been made. */
function thereSince({ history }: Evidence, { database, table }: Product): number {
  const first = (fits: (deed: Deed) => boolean) => history.deeds.find(({ deed, done }) => done && fits(deed))?.time ?? Infinity;
  const registered = first((deed) => deed.kind === 'register' && deed.product.database === database && deed.product.table === table);
  return Math.max(registered, first((deed) => deed.kind === 'share' && deed.database === database));
}

function isDisturbed({ history }: Evidence, { database, table }: Product): boolean {
  return history.deeds.some(({ deed }) => {
    if (deed.kind === 'edit mesh.yml' || deed.kind === 'take a link name') return true;
    if (deed.kind === 'revoke' || deed.kind === 'delete database') return deed.database === database;
    return deed.kind === 'delete table' && deed.product.database === database && deed.product.table === table;
  });
}
