import type { ColumnInfo, GetQueryResultsCommandInput, GetQueryResultsCommandOutput, Row } from '@aws-sdk/client-athena';
import type { Cloud } from '../core/cloud.ts';
import type { Call, Output } from '../core/service.ts';
import { AwsError } from '../core/service.ts';
import { readCsv } from './csv-text.ts';
import type { ResultColumn } from './engine.ts';
import type { Execution, Outcome } from './execution.ts';
import { parseAddress } from './location.ts';
import { page } from './pages.ts';
import { invalidRequest } from './refusals.ts';
import type { Room } from './room.ts';

/** Rows of one answer, the header row among them (Amazon Athena API reference, GetQueryResults). */
const MOST_ROWS = 1000;
const NO_ACCESS =
  'You do not seem to have access to the S3 location of your query results. Please confirm your account has access to the S3 ' +
  'location where your query results are saved and try again.';

export function resultOperations(room: Room) {
  return {
    /** Reads the result file as the caller; the first row of the first page has the column names. */
    GetQueryResults(input: GetQueryResultsCommandInput, call: Call): Output<GetQueryResultsCommandOutput> {
      const execution = room.account(call.caller.accountId).execution(input.QueryExecutionId);
      const outcome = outcomeOf(execution);
      const rows = rowsOf(room.cloud, call, execution);
      const { items, next } = page(rows, input.NextToken, input.MaxResults, MOST_ROWS);
      return {
        UpdateCount: outcome.updateCount,
        ResultSet: { Rows: items.map(row), ResultSetMetadata: { ColumnInfo: outcome.columns.map(columnInfo) } },
        ...(next === undefined ? {} : { NextToken: next }),
      };
    },
  };
}

function outcomeOf(execution: Execution): Outcome {
  if (execution.outcome) return execution.outcome;
  switch (execution.state) {
    case 'FAILED':
      throw invalidRequest('Query did not finish successfully. Final query state: FAILED', 'INVALID_QUERY_EXECUTION_STATE');
    case 'CANCELLED':
      throw invalidRequest('Could not find results', 'RESULT_NOT_FOUND');
    default:
      throw invalidRequest(`Query has not yet finished. Current state: ${execution.state}`, 'INVALID_QUERY_EXECUTION_STATE');
  }
}

/** A text file has a row of one value on each line, and no line with the names of columns (observed in public answers). */
function rowsOf(cloud: Cloud, call: Call, execution: Execution): (string | null)[][] {
  const { kind } = execution.classified.statement;
  if (kind !== 'select' && kind !== 'catalog') return [];
  const address = parseAddress(execution.outputLocation);
  const { bucket, key } = address ?? { bucket: '', key: '' };
  try {
    cloud.s3.authorize(call.caller, 's3:GetObject', bucket, key);
  } catch (error) {
    if (error instanceof AwsError) throw invalidRequest(NO_ACCESS);
    throw error;
  }
  const file = cloud.s3.get(bucket, key);
  if (!file) throw invalidRequest('Could not find results', 'RESULT_NOT_FOUND');
  const text = Buffer.from(file.body()).toString();
  return kind === 'select' ? [...readCsv(text)] : text.split('\n').slice(0, -1).map((line) => [line]);
}

function row(values: readonly (string | null)[]): Row {
  return { Data: values.map((value) => (value === null ? {} : { VarCharValue: value })) };
}

function columnInfo(column: ResultColumn): ColumnInfo {
  return {
    CatalogName: 'hive',
    SchemaName: '',
    TableName: '',
    Name: column.name,
    Label: column.name,
    Type: column.type,
    Precision: column.precision,
    Scale: column.scale,
    Nullable: 'UNKNOWN',
    CaseSensitive: column.type === 'varchar',
  };
}
