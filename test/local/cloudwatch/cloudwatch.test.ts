import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  GetMetricDataCommand,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { clientConfig } from '../../../local/core/clients.ts';
import { ACCOUNT, openBench, START } from '../lambda/support.ts';

const MINUTE = 60_000;

function open() {
  const bench = openBench();
  return { ...bench, client: new CloudWatchClient(clientConfig(bench.cloud, ACCOUNT)) };
}

async function put(client: CloudWatchClient, at: number, Values: number[], Counts?: number[]): Promise<void> {
  const MetricData = [{ MetricName: 'Latency', Timestamp: new Date(at), Values, ...(Counts && { Counts }) }];
  await client.send(new PutMetricDataCommand({ Namespace: 'own', MetricData }));
}

async function get(client: CloudWatchClient, Stat: string): Promise<number[] | undefined> {
  const { MetricDataResults } = await client.send(
    new GetMetricDataCommand({
      StartTime: new Date(START),
      EndTime: new Date(START + 10 * MINUTE),
      ScanBy: 'TimestampAscending',
      MetricDataQueries: [{ Id: 'm', MetricStat: { Metric: { Namespace: 'own', MetricName: 'Latency' }, Period: 60, Stat } }],
    }),
  );
  return MetricDataResults?.[0]?.Values;
}

describe('metrics', () => {
  it.each([
    ['Sum', [106, 7]],
    ['SampleCount', [4, 1]],
    ['Average', [26.5, 7]],
    ['Minimum', [1, 7]],
    ['Maximum', [100, 7]],
    ['p50', [2.5, 7]],
    ['p99', [100, 7]],
  ])('are summed up per period: %s', async (stat, expected) => {
    const { client } = open();
    await put(client, START + 1000, [1, 100]);
    await put(client, START + 2000, [2.5], [2]);
    await put(client, START + 3 * MINUTE, [7]);

    // 1, 2.5, 2.5 and 100 in the first minute.
    expect(await get(client, stat)).toEqual(expected);
  });

  it('belong to their account', async () => {
    const { client, cloud } = open();
    await put(client, START, [1]);

    expect(await get(new CloudWatchClient(clientConfig(cloud, '111111111111')), 'Sum')).toEqual([]);
  });

  it('of AWS services come from those alone', async () => {
    const { client } = open();

    const sent = client.send(new PutMetricDataCommand({ Namespace: 'AWS/Lambda', MetricData: [{ MetricName: 'Errors', Value: 1 }] }));

    await expect(sent).rejects.toThrow(/reserved for AWS services/);
  });
});

describe('dashboards and alarms', () => {
  it('are given back as they were put', async () => {
    const { client } = open();
    const DashboardBody = JSON.stringify({ widgets: [] });
    await client.send(new PutDashboardCommand({ DashboardName: 'loop', DashboardBody }));
    const alarm = {
      AlarmName: 'late',
      Namespace: 'own',
      MetricName: 'Latency',
      Statistic: 'Maximum' as const,
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanThreshold' as const,
    };
    await client.send(new PutMetricAlarmCommand(alarm));

    expect(await client.send(new GetDashboardCommand({ DashboardName: 'loop' }))).toMatchObject({ DashboardBody });
    expect((await client.send(new DescribeAlarmsCommand({}))).MetricAlarms).toMatchObject([{ ...alarm, StateValue: 'INSUFFICIENT_DATA' }]);
  });

  it('are refused when they make no sense', async () => {
    const { client } = open();

    await expect(client.send(new PutDashboardCommand({ DashboardName: 'loop', DashboardBody: '{' }))).rejects.toMatchObject({
      name: 'DashboardInvalidInputError',
    });
    await expect(client.send(new GetDashboardCommand({ DashboardName: 'none' }))).rejects.toThrow(/does not exist/);
  });
});
