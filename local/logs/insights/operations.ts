import type * as Sdk from '@aws-sdk/client-cloudwatch-logs';
import { commandsOf, MOST_ROWS } from './commands.ts';
import { rowOf } from './line.ts';
import { run, type Result } from './run.ts';
import type { LogGroup, LogStore } from '../log-store.ts';
import type { Call, Output } from '../../core/service.ts';
import { AwsError } from '../../core/service.ts';

interface Query {
  readonly account: string;
  readonly result: Result;
  readonly scanned: { readonly records: number; readonly bytes: number };
}

const INVALID = 'InvalidParameterException';
/** CloudWatch Logs API reference, StartQuery: logGroupNames. */
const MOST_GROUPS = 50;
/** Results stay for a while; here the oldest go first. */
const KEPT = 1000;

/** Logs Insights: a query is carried out at once and has ended when it is asked for. */
export function insightsOperations(store: LogStore) {
  const queries = new Map<string, Query>();

  const StartQuery = (input: Sdk.StartQueryCommandInput, { caller, cloud }: Call): Output<Sdk.StartQueryCommandOutput> => {
    if (input.queryLanguage !== undefined && input.queryLanguage !== 'CWLI') throw new AwsError(INVALID, 'Query languages other than CWLI are not served by the local cloud.');
    const groups = groupsOf(input, caller.accountId);
    const { startTime = 0, endTime = 0, queryString = '', limit = MOST_ROWS } = input;
    if (startTime > endTime) throw new AwsError(INVALID, 'The query start time must be before the query end time.');
    const commands = commandsOf(queryString);
    const lines = groups.flatMap((group) => group.lines.filter(({ at }) => at >= startTime * 1000 && at < (endTime + 1) * 1000).map((line) => ({ group, line })));
    const result = run(commands, lines.map(({ group, line }) => rowOf(line, group)), limit);
    const queryId = cloud.dice.uuid();
    queries.set(queryId, {
      account: caller.accountId,
      result,
      scanned: { records: lines.length, bytes: lines.reduce((sum, { line }) => sum + Buffer.byteLength(line.text), 0) },
    });
    const [oldest] = queries.keys();
    if (queries.size > KEPT && oldest !== undefined) queries.delete(oldest);
    return { queryId };
  };

  const GetQueryResults = (input: Sdk.GetQueryResultsCommandInput, { caller }: Call): Output<Sdk.GetQueryResultsCommandOutput> => {
    const found = queries.get(input.queryId ?? '');
    if (found?.account !== caller.accountId) throw new AwsError('ResourceNotFoundException', 'The specified query does not exist.');
    const { result, scanned } = found;
    return {
      queryLanguage: 'CWLI',
      status: 'Complete',
      results: result.rows.map((row) => row.map(([field, value]) => ({ field, value }))),
      statistics: { recordsMatched: result.matched, recordsScanned: scanned.records, bytesScanned: scanned.bytes },
    };
  };

  function groupsOf({ logGroupName, logGroupNames, logGroupIdentifiers }: Sdk.StartQueryCommandInput, account: string): readonly LogGroup[] {
    const given = [logGroupName && [logGroupName], logGroupNames, logGroupIdentifiers].filter((names) => names !== undefined && names !== '');
    // CloudWatch Logs API reference, StartQuery: exactly one of the three.
    if (given.length !== 1) throw new AwsError(INVALID, 'Exactly one of logGroupName, logGroupNames and logGroupIdentifiers must be given.');
    const names = [...new Set(given.flatMap((each) => each ?? []).map((name) => name.split(':log-group:').at(-1)?.replace(/:\*$/, '') ?? name))];
    if (names.length > MOST_GROUPS) throw new AwsError(INVALID, `A query may read at most ${MOST_GROUPS} log groups.`);
    return names.map((name) => {
      const group = store.find(account, name);
      if (group === undefined) throw new AwsError('ResourceNotFoundException', `Log group '${name}' does not exist for account ID '${account}'`);
      return group;
    });
  }

  return { StartQuery, GetQueryResults };
}
