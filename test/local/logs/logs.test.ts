import { CloudWatchClient, GetMetricStatisticsCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from 'vitest';
import { clientConfig } from '../../../local/core/clients.ts';
import { ACCOUNT, bundleFixtures, createFunction, createRole, invoke, openBench, START } from '../lambda/support.ts';

const root = bundleFixtures('probe');

async function probe(logs = true) {
  const bench = openBench();
  await createRole(bench, 'probe', [], logs);
  const Variables = { POWERTOOLS_SERVICE_NAME: 'probe', POWERTOOLS_METRICS_NAMESPACE: 'meshloop' };
  await createFunction(bench, root, 'probe', { Environment: { Variables } });
  return { ...bench, client: new CloudWatchLogsClient(clientConfig(bench.cloud, ACCOUNT)) };
}

describe('logs', () => {
  it('hold what a function prints with the Powertools logger, on cloud time', async () => {
    const bench = await probe();
    await invoke(bench, 'probe', { log: 'hello' });

    const { events = [] } = await bench.client.send(
      new FilterLogEventsCommand({ logGroupName: '/aws/lambda/probe', filterPattern: '"hello"' }),
    );

    expect(events.map(({ message = '' }) => JSON.parse(message))).toMatchObject([
      { level: 'INFO', message: 'hello', service: 'probe', timestamp: new Date(START).toISOString() },
    ]);
  });

  it('frame each invocation with the lines of the platform', async () => {
    const bench = await probe();
    await invoke(bench, 'probe', { wait: 1500 });

    const { events = [] } = await bench.client.send(
      new FilterLogEventsCommand({ logGroupName: '/aws/lambda/probe', filterPattern: 'RequestId' }),
    );

    expect(events.map(({ message = '' }) => message.split(/[\s:]/)[0])).toEqual(['START', 'END', 'REPORT']);
    expect(events[2]?.message).toContain('Duration: 1500.00 ms');
  });

  it('stay empty when the role may not write them', async () => {
    const bench = await probe(false);
    await invoke(bench, 'probe', { log: 'hello' });

    const { logGroups } = await bench.client.send(new DescribeLogGroupsCommand({}));

    expect(logGroups).toEqual([]);
    expect(bench.seen).toContainEqual(expect.objectContaining({ kind: 'dropped', what: 'the log of probe' }));
  });

  it('keep their retention and refuse one that AWS has not', async () => {
    const { client } = await probe();
    await client.send(new CreateLogGroupCommand({ logGroupName: '/own' }));
    await client.send(new PutRetentionPolicyCommand({ logGroupName: '/own', retentionInDays: 14 }));

    await expect(client.send(new PutRetentionPolicyCommand({ logGroupName: '/own', retentionInDays: 15 }))).rejects.toThrow(
      /must be one of/,
    );
    expect((await client.send(new DescribeLogGroupsCommand({}))).logGroups).toMatchObject([{ logGroupName: '/own', retentionInDays: 14 }]);
    await expect(client.send(new CreateLogGroupCommand({ logGroupName: '/own' }))).rejects.toThrow(/already exists/);
  });
});

describe('embedded metrics', () => {
  it('become CloudWatch metrics', async () => {
    const bench = await probe();
    await invoke(bench, 'probe', { count: 3 });
    await invoke(bench, 'probe', { count: 4 });
    const cloudwatch = new CloudWatchClient(clientConfig(bench.cloud, ACCOUNT));

    const { Datapoints } = await cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'meshloop',
        MetricName: 'Probes',
        Dimensions: [{ Name: 'service', Value: 'probe' }],
        StartTime: new Date(START),
        EndTime: new Date(START + 60_000),
        Period: 60,
        Statistics: ['Sum', 'SampleCount', 'Maximum'],
      }),
    );

    expect(Datapoints).toEqual([{ Timestamp: new Date(START), Sum: 7, SampleCount: 2, Maximum: 4, Unit: 'Count' }]);
  });

  it('stand beside what Lambda counts itself', async () => {
    const bench = await probe();
    await invoke(bench, 'probe', { fail: 'x' });
    const cloudwatch = new CloudWatchClient(clientConfig(bench.cloud, ACCOUNT));

    const { Metrics = [] } = await cloudwatch.send(new ListMetricsCommand({ Namespace: 'AWS/Lambda' }));

    expect(new Set(Metrics.map(({ MetricName }) => MetricName))).toEqual(new Set(['Duration', 'Errors', 'Invocations']));
  });
});
