import type {
  BatchGetQueryExecutionCommandInput,
  BatchGetQueryExecutionCommandOutput,
  GetQueryExecutionCommandInput,
  GetQueryExecutionCommandOutput,
  ListQueryExecutionsCommandInput,
  ListQueryExecutionsCommandOutput,
  StartQueryExecutionCommandInput,
  StartQueryExecutionCommandOutput,
  StopQueryExecutionCommandInput,
  StopQueryExecutionCommandOutput,
} from '@aws-sdk/client-athena';
import type { Cloud } from '../core/cloud.ts';
import type { Call, Caller, Output } from '../core/service.ts';
import { AwsError } from '../core/service.ts';
import { Execution } from './execution.ts';
import type { Submission } from './execution.ts';
import { MalformedQuery, QueryFailure } from './failure.ts';
import { folder, parseAddress } from './location.ts';
import { page } from './pages.ts';
import { invalidRequest, tooManyQueries } from './refusals.ts';
import { DEFAULT_ACTIVE_QUERIES } from './room.ts';
import type { Room } from './room.ts';
import { schedule } from './runner.ts';
import { classify, queryOf } from './statement.ts';
import type { Classified } from './statement.ts';
import { resultLocation } from './work-group.ts';
import type { Group } from './work-group.ts';

/** Athena user guide, "Service Quotas": query string length, not adjustable. */
const LONGEST_QUERY = 262_144;
const SHORTEST_TOKEN = 32;
const LONGEST_TOKEN = 128;
const NO_LOCATION =
  'No output location provided. You did not provide an output location for  your query results. Either specify an S3 bucket ' +
  'location or enable Athena managed query results in your workgroup settings.';

export function queryOperations(room: Room) {
  return {
    async StartQueryExecution(input: StartQueryExecutionCommandInput, call: Call): Promise<Output<StartQueryExecutionCommandOutput>> {
      const token = tokenOf(input.ClientRequestToken);
      const account = room.account(call.caller.accountId);
      const group = account.group(input.WorkGroup);
      const submission = submissionOf(input, group);
      const classified = await understood(room, submission);
      // From here on nothing waits, so that two requests with one token cannot both start.
      const known = account.executionByToken(token);
      if (known) {
        assertSame(known.submission, submission);
        return { QueryExecutionId: known.id };
      }
      assertStartable(room, call.caller, group, submission, classified);
      if (account.active >= (room.options.activeQueries ?? DEFAULT_ACTIVE_QUERIES)) throw tooManyQueries();
      const execution = new Execution(room.cloud, room.cloud.dice.uuid(), call.caller, submission, classified);
      account.prune(room.cloud.clock.now());
      account.executions.set(execution.id, execution);
      account.tokens.set(token, execution.id);
      schedule(room, execution);
      return { QueryExecutionId: execution.id };
    },

    GetQueryExecution(input: GetQueryExecutionCommandInput, call: Call): Output<GetQueryExecutionCommandOutput> {
      return { QueryExecution: room.account(call.caller.accountId).execution(input.QueryExecutionId).describe() };
    },

    BatchGetQueryExecution(input: BatchGetQueryExecutionCommandInput, call: Call): Output<BatchGetQueryExecutionCommandOutput> {
      const { executions } = room.account(call.caller.accountId);
      const ids = input.QueryExecutionIds ?? [];
      if (ids.length === 0 || ids.length > 50) throw invalidRequest('QueryExecutionIds must have between 1 and 50 items');
      const unknown = ids.filter((id) => !executions.has(id));
      return {
        QueryExecutions: ids.flatMap((id) => executions.get(id)?.describe() ?? []),
        UnprocessedQueryExecutionIds: unknown.map((id) => ({
          QueryExecutionId: id,
          ErrorCode: 'QUERY_EXECUTION_NOT_FOUND',
          ErrorMessage: `QueryExecution ${id} was not found`,
        })),
      };
    },

    ListQueryExecutions(input: ListQueryExecutionsCommandInput, call: Call): Output<ListQueryExecutionsCommandOutput> {
      const account = room.account(call.caller.accountId);
      const group = account.group(input.WorkGroup);
      const newestFirst = [...account.executions.values()].reverse().filter((execution) => execution.submission.workGroup === group.name);
      const { items, next } = page(newestFirst, input.NextToken, input.MaxResults, 50);
      return { QueryExecutionIds: items.map((execution) => execution.id), ...(next === undefined ? {} : { NextToken: next }) };
    },

    /** Stopping what has ended succeeds and changes nothing. */
    StopQueryExecution(input: StopQueryExecutionCommandInput, call: Call): Output<StopQueryExecutionCommandOutput> {
      const execution = room.account(call.caller.accountId).execution(input.QueryExecutionId);
      if (!execution.ended) execution.cancel('Query cancelled by user');
      return {};
    },
  };
}

/** The SDKs and the CLI make a token of their own; the API needs one. */
function tokenOf(token: string | undefined): string {
  if (token === undefined) throw invalidRequest('clientRequestToken is null or empty');
  const wrong =
    token.length < SHORTEST_TOKEN
      ? `greater than or equal to ${SHORTEST_TOKEN}`
      : token.length > LONGEST_TOKEN
        ? `less than or equal to ${LONGEST_TOKEN}`
        : undefined;
  if (wrong !== undefined)
    throw invalidRequest(
      `1 validation error detected: Value at 'clientRequestToken' failed to satisfy constraint: Member must have length ${wrong}`,
    );
  return token;
}

function submissionOf(input: StartQueryExecutionCommandInput, group: Group): Submission {
  const query = input.QueryString ?? '';
  if (Buffer.byteLength(query) > LONGEST_QUERY) throw invalidRequest(`Query string length exceeds the limit of ${LONGEST_QUERY} bytes`);
  const asked = input.ResultConfiguration?.OutputLocation;
  const location = resultLocation(group, asked);
  if (location === undefined) throw invalidRequest(NO_LOCATION);
  if (!parseAddress(location)) throw invalidRequest('outputLocation is not a valid S3 path.');
  return {
    query,
    catalog: input.QueryExecutionContext?.Catalog,
    database: input.QueryExecutionContext?.Database,
    parameters: input.ExecutionParameters ?? [],
    workGroup: group.name,
    askedLocation: asked,
    location: folder(location),
    cutoff: group.configuration.BytesScannedCutoffPerQuery,
  };
}

/** What cannot be read never becomes an execution; what can be read but not run fails later, as in Athena. */
async function understood(room: Room, submission: Submission): Promise<Classified> {
  try {
    const classified = classify(submission.query);
    const sql = queryOf(classified.statement);
    if (sql !== undefined) await room.cloud.clock.outside(room.engine.parse(sql));
    return classified;
  } catch (error) {
    if (error instanceof MalformedQuery) throw invalidRequest(error.message, 'MALFORMED_QUERY');
    if (error instanceof QueryFailure) return classify(submission.query);
    throw error;
  }
}

/** Public answers of Athena: text, database and place of the result are compared. */
function assertSame(before: Submission, now: Submission): void {
  const same = before.query === now.query && before.database === now.database && before.askedLocation === now.askedLocation;
  if (!same) throw invalidRequest('Idempotent parameters do not match', 'IDEMPOTENT_PARAMETER_MISMATCH');
}

function assertStartable(room: Room, caller: Caller, group: Group, submission: Submission, { statement }: Classified): void {
  if (group.state === 'DISABLED') throw invalidRequest(`WorkGroup ${group.name} is disabled.`);
  assertBucket(room.cloud, caller, parseAddress(submission.location)?.bucket ?? '');
  if (
    group.configuration.EnforceWorkGroupConfiguration &&
    statement.kind === 'createTableAs' &&
    statement.properties.has('external_location')
  ) {
    throw invalidRequest(
      "The Create Table As Select query failed because it was submitted with an 'external_location' property to an Athena Workgroup " +
        "that enforces a centralized output location for all queries. Please remove the 'external_location' property and resubmit " +
        'the query.',
    );
  }
}

/** Athena looks where the bucket is, as the caller (Athena user guide, "Access to query results"). */
function assertBucket(cloud: Cloud, caller: Caller, bucket: string): void {
  try {
    cloud.s3.authorize(caller, 's3:GetBucketLocation', bucket);
  } catch (error) {
    if (error instanceof AwsError) throw invalidRequest(`Unable to verify/create output bucket ${bucket}`);
    throw error;
  }
}
