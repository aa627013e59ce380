import { AthenaClient, GetQueryExecutionCommand, StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import { digestOf } from '../catalog/hash.ts';
import { contextOf, outputPrefix, queryComment, type QueryContext } from '../catalog/query-context.ts';
import { counted } from './counted.ts';
import { readObject } from './documents.ts';
import { readResultRows } from './csv.ts';
import type { Credentials } from './reader.ts';

const athena = counted(new AthenaClient({}));

export type QueryState = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

/** A query of ours as Athena knows it. */
export interface Query {
  readonly id: string;
  readonly state: QueryState;
  readonly context: QueryContext;
  readonly workGroup: string;
  readonly outputLocation: string;
  /** Athena's words. May quote data: never log or publish them. */
  readonly reason: string;
  readonly retryable: boolean;
  readonly scannedBytes: number;
  /** Milliseconds since the epoch; undefined while it runs. */
  readonly endedAt: number | undefined;
}

/** A query that was asked for. The same token gives the same query, which may have ended long ago. */
export interface Started {
  readonly id: string;
  readonly ended: boolean;
}

/** Starts a query as a subscription's reader. The same token for the same work group starts it once. */
export async function startQuery(
  { bucket, workGroup, credentials }: { readonly bucket: string; readonly workGroup: string; readonly credentials: Credentials },
  context: QueryContext,
  sql: string,
  token: string,
): Promise<Started> {
  const reader = counted(new AthenaClient({ credentials }));
  const { QueryExecutionId } = await reader.send(
    new StartQueryExecutionCommand({
      QueryString: `${queryComment(context)}\n${sql}`,
      // Athena knows tokens by account, and another stage may ask there for the same.
      ClientRequestToken: digestOf(workGroup, token),
      WorkGroup: workGroup,
      ResultConfiguration: { OutputLocation: `s3://${bucket}/${outputPrefix(context)}` },
    }),
  );
  if (QueryExecutionId === undefined) throw new Error('Athena answered without a query id');
  const { QueryExecution } = await reader.send(new GetQueryExecutionCommand({ QueryExecutionId }));
  return { id: QueryExecutionId, ended: !isRunning(QueryExecution?.Status?.State) };
}

export function isRunning(state: QueryState | undefined): boolean {
  return state === 'QUEUED' || state === 'RUNNING';
}

/** The query behind an id; undefined when it is not one of ours. */
export async function findQuery(bucket: string, id: string): Promise<Query | undefined> {
  const { QueryExecution: found } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
  const outputLocation = found?.ResultConfiguration?.OutputLocation ?? '';
  const context = contextOf(bucket, outputLocation);
  const state = found?.Status?.State;
  if (context === undefined || state === undefined) return undefined;
  return {
    id,
    state,
    context,
    workGroup: found?.WorkGroup ?? '',
    outputLocation,
    reason: found?.Status?.AthenaError?.ErrorMessage ?? found?.Status?.StateChangeReason ?? '',
    retryable: found?.Status?.AthenaError?.Retryable ?? false,
    endedAt: found?.Status?.CompletionDateTime?.getTime(),
    scannedBytes: found?.Statistics?.DataScannedInBytes ?? 0,
  };
}

/** The rows of a finished query. */
export async function readRows(bucket: string, outputLocation: string): Promise<readonly (readonly (string | null)[])[]> {
  const found = await readObject(bucket, outputLocation.slice(`s3://${bucket}/`.length));
  if (found === undefined) throw new Error('The result of the query is not in the bucket');
  return readResultRows(found.body);
}
