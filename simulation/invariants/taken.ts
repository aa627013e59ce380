import type { Mesh } from '../../shared/mesh/mesh.ts';
import type { Product } from '../story.ts';
import { subscriptionOf, type Evidence } from './evidence.ts';

/** Whether somebody made a database under the name that the product's link would have: nothing is done there but to tell of it. */
export function isTaken({ history }: Evidence, mesh: Mesh, product: Product): boolean {
  const link = subscriptionOf(mesh, product)?.link ?? `rl_${product.database}`;
  return history.deeds.some(({ deed, done }) => done && deed.kind === 'take a link name' && deed.link === link);
}
