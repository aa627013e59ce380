import type { TableProduct } from '../../events/mesh/metadata.ts';
import { noteOpen } from '../aws/open-queries.ts';
import type { OpenQuery } from '../catalog/open-query.ts';
import type { Context } from './context.ts';
import { setDeadline } from './deadlines.ts';

/** Has somebody look at a query that was started: at its deadline and, should that be lost too, with a reconcile after it. */
export async function awaitQuery(
  context: Context,
  { product, changeId }: { readonly product: TableProduct; readonly changeId: string },
  causationId: string,
  wait: Pick<OpenQuery, 'wait' | 'queryExecutionId'>,
): Promise<void> {
  await noteOpen(context.environment.bucket, { ...wait, product, changeId, startedAt: context.now() });
  await setDeadline(context, { product, changeId }, causationId, { ...wait, round: 0 });
}
