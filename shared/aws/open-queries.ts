import { openQueriesPrefix, openQueryKey } from '../catalog/keys.ts';
import { openQuery, type OpenQuery } from '../catalog/open-query.ts';
import { createDocument, deleteDocument, listKeys, readDocument } from './documents.ts';

/** Remembers that somebody waits for a query. Noted again, it keeps the time of the first. */
export async function noteOpen(bucket: string, query: OpenQuery): Promise<void> {
  await createDocument(bucket, openQueryKey(query.queryExecutionId), query);
}

export async function openQueries(bucket: string): Promise<readonly OpenQuery[]> {
  const queries: OpenQuery[] = [];
  for (const key of await listKeys(bucket, openQueriesPrefix)) {
    const found = await readDocument(bucket, key, openQuery);
    if (found !== undefined) queries.push(found.value);
  }
  return queries;
}

/** Its outcome was taken. */
export async function forgetOpen(bucket: string, queryExecutionId: string): Promise<void> {
  await deleteDocument(bucket, openQueryKey(queryExecutionId));
}
