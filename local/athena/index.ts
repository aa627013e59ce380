import type { Cloud } from '../core/cloud.ts';
import type { Authorization, Call, Service } from '../core/service.ts';
import { catalogOperations } from './catalog-operations.ts';
import { DuckDbEngine } from './duckdb/engine.ts';
import { queryOperations } from './query-operations.ts';
import { resultOperations } from './result-operations.ts';
import { Room } from './room.ts';
import type { AthenaOptions } from './room.ts';
import { workGroupOperations } from './work-group-operations.ts';
import { PRIMARY } from './work-group.ts';

export type { AthenaOptions } from './room.ts';
export type {
  ParsedQuery,
  QueryAnswer,
  QueryEngine,
  QueryRequest,
  ResultColumn,
  SourceFile,
  TableReference,
  TableSource,
} from './engine.ts';
export { ErrorType, MalformedQuery, QueryFailure } from './failure.ts';

/** Amazon Athena: work groups, queries with their state events, results in S3. */
export function createAthena(cloud: Cloud, options: AthenaOptions = {}): { service: Service; close(): void } {
  const engine = options.engine ?? new DuckDbEngine(() => cloud.s3.directory());
  const room = new Room(cloud, engine, options);
  const operations = { ...queryOperations(room), ...resultOperations(room), ...workGroupOperations(room), ...catalogOperations() };
  return { service: { id: 'athena', iamPrefix: 'athena', operations, authorize: authorizations(room) }, close: () => engine.close() };
}

type Named = { readonly Name?: string; readonly WorkGroup?: string; readonly QueryExecutionId?: string };

/** Every action is on the work group (Service Authorization Reference, Amazon Athena); a query's own is looked up. */
function authorizations(room: Room): Record<string, (input: never, call: Call) => Authorization[]> {
  const group = (action: string, nameOf: (input: Named, call: Call) => string) => (input: Named, call: Call) => [
    { action: `athena:${action}`, resources: [`arn:aws:athena:${call.region}:${call.caller.accountId}:workgroup/${nameOf(input, call)}`] },
  ];
  const ofGroup = (action: string) => group(action, (input) => input.WorkGroup ?? PRIMARY);
  const ofQuery = (action: string) =>
    group(
      action,
      (input, call) => room.account(call.caller.accountId).executions.get(input.QueryExecutionId ?? '')?.submission.workGroup ?? '*',
    );
  const ofCatalog = (action: string) => (input: Named, call: Call) => [
    { action: `athena:${action}`, resources: [`arn:aws:athena:${call.region}:${call.caller.accountId}:datacatalog/${input.Name ?? '*'}`] },
  ];
  return {
    StartQueryExecution: ofGroup('StartQueryExecution'),
    ListQueryExecutions: ofGroup('ListQueryExecutions'),
    GetWorkGroup: ofGroup('GetWorkGroup'),
    UpdateWorkGroup: ofGroup('UpdateWorkGroup'),
    DeleteWorkGroup: ofGroup('DeleteWorkGroup'),
    CreateWorkGroup: group('CreateWorkGroup', (input) => input.Name ?? ''),
    GetQueryExecution: ofQuery('GetQueryExecution'),
    GetQueryResults: ofQuery('GetQueryResults'),
    StopQueryExecution: ofQuery('StopQueryExecution'),
    BatchGetQueryExecution: (input: { QueryExecutionIds?: string[] }, call: Call) =>
      (input.QueryExecutionIds ?? []).flatMap((id) => ofQuery('BatchGetQueryExecution')({ QueryExecutionId: id }, call)),
    GetDataCatalog: ofCatalog('GetDataCatalog'),
  };
}
