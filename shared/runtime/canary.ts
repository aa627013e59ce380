import type { TableProduct } from '../../events/mesh/metadata.ts';
import { startQuery } from '../aws/queries.ts';
import { assumeReader } from '../aws/reader.ts';
import { digestOf } from '../catalog/hash.ts';
import type { QueryContext } from '../catalog/query-context.ts';
import { identifier } from '../drift/sql.ts';
import { awaitQuery } from './awaiting-query.ts';
import type { Context } from './context.ts';

/** The attempt that failed before; its id makes the next one's token a new one. */
export interface Failed {
  readonly queryExecutionId: string;
  readonly attempt: number;
}

/** Has the subscription's reader read one row through the link, keeping none of its values. */
export async function startCanary(
  context: Context,
  subscription: string,
  link: string,
  product: TableProduct,
  changeId: string,
  causationId: string,
  failed?: Failed,
): Promise<void> {
  const { environment } = context;
  const { database, table } = product;
  const query: QueryContext = { purpose: 'access', subscription, database, table, changeId, part: 0, attempt: (failed?.attempt ?? 0) + 1 };
  const token = digestOf('access', subscription, database, table, changeId, failed?.queryExecutionId ?? '');
  const credentials = await assumeReader(environment, subscription, changeId);
  const reader = { bucket: environment.bucket, workGroup: environment.accessWorkGroup, credentials };
  const sql = `SELECT 1 AS readable FROM ${identifier(link)}.${identifier(table)} LIMIT 1`;
  const { id: queryExecutionId, ended } = await startQuery(reader, query, sql, token);
  // An earlier event of the same change asked for it: whoever did so also waits for it.
  if (!ended) await awaitQuery(context, { product, changeId }, causationId, { wait: 'access-query', queryExecutionId });
}
