/** What the simulation bundles: the functions that link, grant and repair, with a mesh that is given to them. */
export { handler as linkProduct } from '../../functions/link-product.ts';
export { handler as grantAccess } from '../../functions/grant-access.ts';
export { handler as reconcile } from '../../functions/reconcile.ts';
export { provideMesh } from '../../shared/mesh/runtime.ts';
