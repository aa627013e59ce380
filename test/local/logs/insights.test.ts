import { CloudWatchLogsClient, GetQueryResultsCommand, MalformedQueryException, StartQueryCommand } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from 'vitest';
import { clientConfig } from '../../../local/core/clients.ts';
import { ACCOUNT, openBench, START } from '../lambda/support.ts';

const lines = [
  { level: 'INFO', message: 'a', n: 1, product: { database: 'x' } },
  { level: 'ERROR', message: 'b', n: 10, product: { database: 'y' } },
  { level: 'ERROR', message: 'c', n: 2.5, product: { database: 'y' }, list: ['first', 'second'] },
  'START RequestId: 1',
];

/** Lines one minute apart in the group `g`, and one in `h`. */
function bench() {
  const { cloud } = openBench();
  const at = (minutes: number) => START + minutes * 60_000;
  const now = Object.getOwnPropertyDescriptor(cloud.clock, 'now');
  for (const [index, line] of lines.entries()) {
    Object.defineProperty(cloud.clock, 'now', { value: () => at(index), configurable: true });
    cloud.logs.write('g', typeof line === 'string' ? line : JSON.stringify(line), ACCOUNT);
  }
  cloud.logs.write('h', JSON.stringify({ level: 'ERROR', message: 'd' }), ACCOUNT);
  if (now) Object.defineProperty(cloud.clock, 'now', now);
  else Reflect.deleteProperty(cloud.clock, 'now');
  return new CloudWatchLogsClient(clientConfig(cloud, ACCOUNT));
}

async function ask(queryString: string, logGroupNames = ['g'], client = bench()): Promise<Record<string, string | undefined>[]> {
  const { queryId } = await client.send(new StartQueryCommand({ logGroupNames, startTime: START / 1000, endTime: START / 1000 + 3600, queryString }));
  const { status, results = [] } = await client.send(new GetQueryResultsCommand({ queryId }));
  expect(status).toBe('Complete');
  return results.map((row) => Object.fromEntries(row.filter(({ field }) => field !== '@ptr').map(({ field = '', value }) => [field, value])));
}

describe('Logs Insights', () => {
  it.each([
    ['filter ispresent(level) | stats sortsFirst(message) as first, sortsLast(message) as last by level | sort level asc', [{ level: 'ERROR', first: 'b', last: 'c' }, { level: 'INFO', first: 'a', last: 'a' }]],
    ["filter level = 'ERROR' | fields message | sort @timestamp asc", [{ message: 'b' }, { message: 'c' }]],
    ["filter level = 'ERROR' and not n > 5 | fields message, product.database as db", [{ message: 'c', db: 'y' }]],
    ["filter level='INFO' or n >= 10 | fields n | sort n desc", [{ n: '10' }, { n: '1' }]],
    ["filter message in ['a', 'c'] | fields message | sort n asc", [{ message: 'a' }, { message: 'c' }]],
    ['filter @message like /(?i)requestid/ | fields @message', [{ '@message': 'START RequestId: 1' }]],
    ["filter @message like 'RequestId' | fields @timestamp", [{ '@timestamp': '2026-01-05 08:03:00.000' }]],
    ['filter ispresent(list.1) | fields list.1, n * 2 + 1 as m', [{ 'list.1': 'second', m: '6' }]],
    ['# a comment\nfilter n < 2 | display level', [{ level: 'INFO' }]],
    ["fields concat(level, ': ', message) as text | sort @timestamp asc | limit 2", [{ text: 'INFO: a' }, { text: 'ERROR: b' }]],
    ['stats count(*) as lines, sum(n), max(n), avg(n) as mean', [{ lines: '4', 'sum(n)': '13.5', 'max(n)': '10', mean: '4.5' }]],
    ['filter ispresent(n) | stats count(*) as times by level | sort times desc', [{ level: 'ERROR', times: '2' }, { level: 'INFO', times: '1' }]],
    ['stats count(*) by bin(2m) | sort bin(2m) asc', [{ 'bin(2m)': '2026-01-05 08:00:00.000', 'count(*)': '2' }, { 'bin(2m)': '2026-01-05 08:02:00.000', 'count(*)': '2' }]],
    ['filter ispresent(n) | stats latest(message) as last, earliest(message) as first by product.database | sort first asc', [{ 'product.database': 'x', first: 'a', last: 'a' }, { 'product.database': 'y', first: 'b', last: 'c' }]],
    ['filter ispresent(n) | stats latest(level) as now by product.database | stats count(*) as products by now | sort now asc', [{ now: 'ERROR', products: '1' }, { now: 'INFO', products: '1' }]],
    ["filter level = 'ERROR' | fields message | sort @timestamp desc | dedup product.database | limit 5", [{ message: 'c' }]],
    ['filter n > 1000', []],
    ['filter ispresent(n) | stats count(*) by level | sort count(*) asc', [{ level: 'INFO', 'count(*)': '1' }, { level: 'ERROR', 'count(*)': '2' }]],
  ])('%s', async (query, rows) => {
    expect(await ask(query)).toEqual(rows);
  });

  it('reads several groups, newest first where nothing else is said', async () => {
    expect(await ask("filter level = 'ERROR' | fields message", ['g', 'h'])).toEqual([{ message: 'd' }, { message: 'c' }, { message: 'b' }]);
  });

  it.each([
    ['parse @message "* *" as a, b', /command is unknown, or not served/],
    ['filter level = ', /unexpected end of the query/],
    ['fields pct(n, 95)', /function pct is unknown, or not served/],
    ['stats stddev(n)', /stddev is no aggregation, or not served/],
    ['filter @requestId = 1', /@requestId is not served/],
    ['stats count(*) as c by level | filter n > 1', /n is not defined by the stats command/],
    ['dedup level | sort n asc', /after dedup only limit/],
    ['sort n', /asc or desc/],
    ['limit 10001', /limit wants a whole number from 1 to 10000/],
    ['fields message extra', /unexpected symbol found extra/],
    ["filter message like /(/", /invalid regular expression/],
    ['stats count(*) by bin(n)', /bin wants a period/],
    ["SOURCE 'g' | fields message", /SOURCE/],
  ])('refuses %s', async (query, message) => {
    const refused: unknown = await ask(query).catch((error: unknown) => error);

    expect(refused).toBeInstanceOf(MalformedQueryException);
    expect(refused).toMatchObject({ queryCompileError: { message: expect.stringMatching(message), location: { startCharOffset: expect.any(Number) } } });
  });

  it('knows no group and no query that is not there', async () => {
    const client = bench();

    await expect(ask('fields message', ['other'], client)).rejects.toThrow(/Log group 'other' does not exist/);
    await expect(client.send(new GetQueryResultsCommand({ queryId: 'none' }))).rejects.toThrow(/does not exist/);
  });
});
