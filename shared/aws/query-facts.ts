import { AthenaClient, GetQueryExecutionCommand } from '@aws-sdk/client-athena';
import { contextOf } from '../catalog/query-context.ts';
import { maskQuery } from '../catalog/mask-query.ts';
import { hasCode } from '../runtime/failure.ts';
import { counted } from './counted.ts';

const athena = counted(new AthenaClient({}));

/** What an audit says of a query of anybody's: no values, no literals. */
export interface QueryFacts {
  readonly workGroup: string;
  /** `DML`, `DDL` or `UTILITY`. */
  readonly statementType: string;
  readonly submittedAt: string;
  /** The statement with every literal as `?`. */
  readonly query: string;
  /** What it is for, where it is one of ours. */
  readonly purpose?: string;
}

/** The query of that id; undefined when Athena does not know it (any more). */
export async function readQueryFacts(bucket: string, queryId: string): Promise<QueryFacts | undefined> {
  try {
    const { QueryExecution: found } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId: queryId }));
    if (found === undefined) return undefined;
    const statementType = found.StatementType ?? 'UNKNOWN';
    const purpose = contextOf(bucket, found.ResultConfiguration?.OutputLocation ?? '')?.purpose;
    return {
      workGroup: found.WorkGroup ?? 'primary',
      statementType,
      submittedAt: found.Status?.SubmissionDateTime?.toISOString() ?? '',
      query: maskQuery(found.Query ?? '', statementType),
      ...(purpose !== undefined && { purpose }),
    };
  } catch (error) {
    // Athena answers so for a query of another account or Region, and after 45 days (Athena API reference, GetQueryExecution).
    if (hasCode(error, 'InvalidRequestException')) return undefined;
    throw error;
  }
}
