import { lakeFormationCall } from '../events/aws/lake-formation-call.ts';
import { readQueryFacts } from '../shared/aws/query-facts.ts';
import { dataAccessOf } from '../shared/catalog/data-access.ts';
import { count } from '../shared/runtime/count.ts';
import { consumerAccount, handle } from '../shared/runtime/handler.ts';
import { logger } from '../shared/runtime/log.ts';

/** Writes down who read which table of the mesh by which query. Who reads what is in this log group alone; values are nowhere. */
export const handler = handle({ on: [lakeFormationCall], from: consumerAccount }, async (event, context) => {
  if (event.detail.eventName !== 'GetDataAccess') return;
  const access = dataAccessOf(context.mesh, event.detail);
  if (access === undefined) return;
  const query = access.queryId === undefined ? undefined : await readQueryFacts(context.environment.bucket, access.queryId);
  logger.info('data access', { ...access, ...query, accessedAt: event.time, recordId: event.id });
  // One read through a link has two records.
  if (access.through === 'table') count(access.refused === undefined ? 'data access' : 'data access refused');
});
