import { AthenaClient, ListWorkGroupsCommand } from '@aws-sdk/client-athena';
import { CloudTrailClient, DescribeTrailsCommand } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient, DescribeAlarmsCommand, ListMetricsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient, ListEventBusesCommand } from '@aws-sdk/client-eventbridge';
import { CreateDatabaseCommand, GetDatabaseCommand, GlueClient } from '@aws-sdk/client-glue';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { GetDataLakeSettingsCommand, LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { GetResourceSharesCommand, RAMClient } from '@aws-sdk/client-ram';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ListPipelinesCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { BatchGetRecordCommand, SageMakerFeatureStoreRuntimeClient } from '@aws-sdk/client-sagemaker-featurestore-runtime';
import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { CreateTopicCommand, ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it } from 'vitest';
import { ACCOUNT, START } from './rooms.ts';
import { createCloud } from '../../../local/cloud.ts';
import { SeededDice } from '../../../local/core/seeded-dice.ts';
import { VirtualClock } from '../../../local/core/virtual-clock.ts';
import { clientConfig } from '../../../local/core/clients.ts';
import { modelOf } from '../../../local/core/protocol/model.ts';
import { serviceById } from '../../../local/core/protocol/services.ts';
import { serveCloud } from '../../../local/http/server.ts';
import type { LocalCloud } from '../../../local/cloud.ts';

interface Config {
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** One operation or more of every service, as its own client sends it. */
const CALLS: Readonly<Record<string, (config: Config) => Promise<unknown>>> = {
  athena: async (config) => (await new AthenaClient(config).send(new ListWorkGroupsCommand({}))).WorkGroups?.map(({ Name }) => Name),
  cloudtrail: async (config) => (await new CloudTrailClient(config).send(new DescribeTrailsCommand({}))).trailList?.length,
  cloudwatch: async (config) => {
    const client = new CloudWatchClient(config);
    await client.send(
      new PutMetricDataCommand({ Namespace: 'n', MetricData: [{ MetricName: 'm', Value: 1, Timestamp: new Date(START) }] }),
    );
    const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({}));
    return [(await client.send(new ListMetricsCommand({ Namespace: 'n' }))).Metrics?.length, MetricAlarms?.length ?? 0];
  },
  'cloudwatch-logs': async (config) => (await new CloudWatchLogsClient(config).send(new DescribeLogGroupsCommand({}))).logGroups,
  eventbridge: async (config) =>
    (await new EventBridgeClient(config).send(new ListEventBusesCommand({}))).EventBuses?.map(({ Name }) => Name),
  glue: async (config) => {
    const client = new GlueClient(config);
    await client.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'credit_risk' } }));
    return (await client.send(new GetDatabaseCommand({ Name: 'credit_risk' }))).Database?.Name;
  },
  iam: async (config) => (await new IAMClient(config).send(new ListRolesCommand({}))).Roles,
  lakeformation: async (config) =>
    (await new LakeFormationClient(config).send(new GetDataLakeSettingsCommand({}))).DataLakeSettings?.DataLakeAdmins ?? [],
  lambda: async (config) => (await new LambdaClient(config).send(new ListFunctionsCommand({}))).Functions,
  ram: async (config) => (await new RAMClient(config).send(new GetResourceSharesCommand({ resourceOwner: 'SELF' }))).resourceShares,
  s3: async (config) => {
    const client = new S3Client(config);
    await client.send(new CreateBucketCommand({ Bucket: 'bucket-1', CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } }));
    await client.send(new PutObjectCommand({ Bucket: 'bucket-1', Key: 'k', Body: 'data' }));
    return (await client.send(new GetObjectCommand({ Bucket: 'bucket-1', Key: 'k' }))).Body?.transformToString();
  },
  sagemaker: async (config) => (await new SageMakerClient(config).send(new ListPipelinesCommand({}))).PipelineSummaries,
  'sagemaker-featurestore-runtime': async (config) => {
    const Identifiers = [{ FeatureGroupName: 'none', RecordIdentifiersValueAsString: ['1'] }];
    return (await new SageMakerFeatureStoreRuntimeClient(config).send(new BatchGetRecordCommand({ Identifiers })).catch((error: unknown) => error)) instanceof Error;
  },
  scheduler: async (config) => (await new SchedulerClient(config).send(new ListSchedulesCommand({}))).Schedules,
  sns: async (config) => {
    const client = new SNSClient(config);
    await client.send(new CreateTopicCommand({ Name: 'alarms' }));
    return (await client.send(new ListTopicsCommand({}))).Topics?.length;
  },
  sqs: async (config) => {
    const client = new SQSClient(config);
    const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'q' }));
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' }));
    return (await client.send(new ReceiveMessageCommand({ QueueUrl }))).Messages?.map(({ Body }) => Body);
  },
  sts: async (config) => (await new STSClient(config).send(new GetCallerIdentityCommand({}))).Account,
};

const ANSWERS: Readonly<Record<string, unknown>> = {
  athena: ['primary'],
  cloudtrail: 1,
  cloudwatch: [1, 0],
  'cloudwatch-logs': [],
  eventbridge: ['default'],
  glue: 'credit_risk',
  iam: [],
  lakeformation: [],
  lambda: [],
  ram: [],
  s3: 'data',
  sagemaker: [],
  'sagemaker-featurestore-runtime': true,
  scheduler: [],
  sns: 1,
  sqs: ['hello'],
  sts: ACCOUNT,
};

function newCloud(): LocalCloud {
  return createCloud({ clock: new VirtualClock(START), dice: new SeededDice(1), region: 'eu-central-1', organization: [ACCOUNT] });
}

describe('the whole cloud', () => {
  const endings: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of endings.splice(0)) await end();
  });

  async function callAll(config: Config): Promise<Record<string, unknown>> {
    const answers: Record<string, unknown> = {};
    for (const [id, call] of Object.entries(CALLS)) answers[id] = await call(config);
    return answers;
  }

  it('answers each service’s own client in process', async () => {
    const cloud = newCloud();
    endings.push(() => cloud.close());
    expect(await callAll(clientConfig(cloud, ACCOUNT))).toEqual(ANSWERS);
  });

  it('answers each service’s own client over HTTP', async () => {
    const cloud = newCloud();
    const server = await serveCloud(cloud, 0);
    endings.push(
      () => server.close(),
      () => cloud.close(),
    );
    const config = {
      endpoint: `http://127.0.0.1:${server.port}`,
      region: 'eu-central-1',
      credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'x' },
    };
    expect(await callAll(config)).toEqual(ANSWERS);
  });

  it('serves only operations that exist, and guards only operations that it serves', async () => {
    const cloud = newCloud();
    endings.push(() => cloud.close());
    expect([...cloud.services.keys()].sort()).toEqual(Object.keys(CALLS).sort());
    for (const service of cloud.services.values()) {
      const definition = serviceById(service.id);
      const known = definition ? [...modelOf(definition).operations.keys()] : [];
      const served = Object.keys(service.operations);
      expect(known).toEqual(expect.arrayContaining(served));
      expect(served).toEqual(expect.arrayContaining(Object.keys(service.authorize ?? {})));
    }
  });
});
