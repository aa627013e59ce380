import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { clientConfig } from '../../../local/core/clients.ts';
import { ACCOUNT, openBench, START } from '../lambda/support.ts';

const minute = 60_000;
const metric = (Id: string): MetricDataQuery => ({ Id, ReturnData: false, MetricStat: { Metric: { Namespace: 'n', MetricName: Id }, Period: 60, Stat: 'Sum' } });

/** `a` has 1 and 2 in the first two minutes, `b` has 10 in the second and 20 in the third. */
async function calculate(Expression: string, more: readonly MetricDataQuery[] = []): Promise<[minute: number, value: number][]> {
  const { cloud } = openBench();
  const client = new CloudWatchClient(clientConfig(cloud, ACCOUNT));
  const datum = (MetricName: string, at: number, Value: number) => ({ MetricName, Value, Timestamp: new Date(START + at * minute) });
  await client.send(new PutMetricDataCommand({ Namespace: 'n', MetricData: [datum('a', 0, 1), datum('a', 1, 2), datum('b', 1, 10), datum('b', 2, 20)] }));
  const { MetricDataResults = [] } = await client.send(
    new GetMetricDataCommand({ StartTime: new Date(START), EndTime: new Date(START + 10 * minute), ScanBy: 'TimestampAscending', MetricDataQueries: [{ Id: 'e', Expression }, metric('a'), metric('b'), ...more] }),
  );
  const [{ Timestamps = [], Values = [] } = {}, ...others] = MetricDataResults;
  expect(others).toEqual([]);
  return Timestamps.map((time, i) => [(time.getTime() - START) / minute, Values[i] ?? NaN]);
}

describe('metric math', () => {
  it.each<[string, [number, number][]]>([
    ['a * 2 + 1', [[0, 3], [1, 5]]],
    ['a + b', [[1, 12]]],
    ['(a + b) / 4', [[1, 3]]],
    ['SUM([a, b]) * 10', [[0, 10], [1, 120], [2, 200]]],
    ['b / (a - a)', []],
  ])('%s', async (expression, points) => {
    expect(await calculate(expression)).toEqual(points);
  });

  it('uses other expressions', async () => {
    expect(await calculate('SUM([f, b])', [{ Id: 'f', Expression: 'a * 100', ReturnData: false }])).toEqual([[0, 100], [1, 210], [2, 20]]);
  });

  it.each([
    ['1 + 2', /no time series/],
    ['c + 1', /Unknown identifier 'c'/],
    ['e + 1', /Unknown identifier 'e'/],
    ['FILL(a, 0)', /FILL is not served/],
    ['a +', /its end is not served/],
    ['a b', /b is not expected/],
  ])('refuses %s', async (expression, message) => {
    await expect(calculate(expression)).rejects.toThrow(message);
  });
});
