import { AthenaClient, GetQueryExecutionCommand, GetQueryResultsCommand, StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import { CreateDatabaseCommand, CreateTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateFeatureGroupCommand, DeleteFeatureGroupCommand, DescribeFeatureGroupCommand, SageMakerClient, type CreateFeatureGroupCommandInput } from '@aws-sdk/client-sagemaker';
import {
  BatchGetRecordCommand,
  DeleteRecordCommand,
  GetRecordCommand,
  PutRecordCommand,
  SageMakerFeatureStoreRuntimeClient,
} from '@aws-sdk/client-sagemaker-featurestore-runtime';
import { beforeEach, describe, expect, it } from 'vitest';
import { createCloud, type LocalCloud } from '../../../local/cloud.ts';
import { clientConfig } from '../../../local/core/clients.ts';
import { SeededDice } from '../../../local/core/seeded-dice.ts';
import { VirtualClock } from '../../../local/core/virtual-clock.ts';

const account = '222222222222';
const role = `arn:aws:iam::${account}:role/features`;
const start = Date.UTC(2026, 10, 22, 9);

const group: CreateFeatureGroupCommandInput = {
  FeatureGroupName: 'credit-risk',
  RecordIdentifierFeatureName: 'id',
  EventTimeFeatureName: 'moment',
  FeatureDefinitions: [
    { FeatureName: 'id', FeatureType: 'String' },
    { FeatureName: 'moment', FeatureType: 'String' },
    { FeatureName: 'age', FeatureType: 'Integral' },
    { FeatureName: 'amount', FeatureType: 'Fractional' },
  ],
  OfflineStoreConfig: {
    S3StorageConfig: { S3Uri: 's3://features/prefix/' },
    DisableGlueTableCreation: true,
    DataCatalogConfig: { Catalog: 'AwsDataCatalog', Database: 'features', TableName: 'credit_risk' },
  },
  OnlineStoreConfig: { EnableOnlineStore: true },
  RoleArn: role,
};

let clock: VirtualClock;
let cloud: LocalCloud;
let sagemaker: SageMakerClient;
let store: SageMakerFeatureStoreRuntimeClient;

const values = (features: Record<string, string>) => Object.entries(features).map(([FeatureName, ValueAsString]) => ({ FeatureName, ValueAsString }));
const put = (features: Record<string, string>, more = {}) => store.send(new PutRecordCommand({ FeatureGroupName: 'credit-risk', Record: values(features), ...more }));

async function grant(Resource: string): Promise<void> {
  const iam = new IAMClient(clientConfig(cloud, account));
  await iam.send(new PutRolePolicyCommand({ RoleName: 'features', PolicyName: 'own', PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['s3:PutObject', 'sagemaker:PutRecord'], Resource }] }) }));
}

beforeEach(async () => {
  clock = new VirtualClock(start);
  cloud = createCloud({ clock, dice: new SeededDice(1), region: 'eu-central-1', organization: [] });
  const config = clientConfig(cloud, account);
  sagemaker = new SageMakerClient(config);
  store = new SageMakerFeatureStoreRuntimeClient(config);
  await new S3Client(config).send(new CreateBucketCommand({ Bucket: 'features', CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } }));
  await new IAMClient(config).send(
    new CreateRoleCommand({ RoleName: 'features', AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' }] }) }),
  );
  await grant('*');
  return () => cloud.close();
});

describe('a feature group', () => {
  it('is described with where its records are written', async () => {
    await sagemaker.send(new CreateFeatureGroupCommand(group));

    expect(await sagemaker.send(new DescribeFeatureGroupCommand({ FeatureGroupName: 'credit-risk' }))).toMatchObject({
      FeatureGroupArn: `arn:aws:sagemaker:eu-central-1:${account}:feature-group/credit-risk`,
      FeatureGroupStatus: 'Created',
      FeatureDefinitions: group.FeatureDefinitions,
      OfflineStoreConfig: {
        S3StorageConfig: { ResolvedOutputS3Uri: `s3://features/prefix/${account}/sagemaker/eu-central-1/offline-store/credit-risk-${start / 1000}/data` },
      },
      OfflineStoreStatus: { Status: 'Active' },
    });
    await expect(sagemaker.send(new CreateFeatureGroupCommand(group))).rejects.toMatchObject({ name: 'ResourceInUse' });
    await sagemaker.send(new DeleteFeatureGroupCommand({ FeatureGroupName: 'credit-risk' }));
    await expect(sagemaker.send(new DescribeFeatureGroupCommand({ FeatureGroupName: 'credit-risk' }))).rejects.toMatchObject({ name: 'ResourceNotFound' });
  });

  it.each<[string, Partial<CreateFeatureGroupCommandInput>]>([
    ['an identifier that is no feature', { RecordIdentifierFeatureName: 'other' }],
    ['a reserved name', { FeatureDefinitions: [...(group.FeatureDefinitions ?? []), { FeatureName: 'write_time', FeatureType: 'String' }] }],
    ['a feature twice', { FeatureDefinitions: [...(group.FeatureDefinitions ?? []), { FeatureName: 'age', FeatureType: 'String' }] }],
    ['an event time that is a whole number', { EventTimeFeatureName: 'age' }],
    ['no store', { OfflineStoreConfig: undefined, OnlineStoreConfig: undefined }],
    ['an offline store without a role', { RoleArn: undefined }],
  ])('is refused with %s', async (_what, change) => {
    await expect(sagemaker.send(new CreateFeatureGroupCommand({ ...group, ...change }))).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('records', () => {
  beforeEach(async () => {
    await sagemaker.send(new CreateFeatureGroupCommand(group));
  });

  it.each<[string, Record<string, string>]>([
    ['a feature that is not defined', { id: '1', moment: '2026-11-22T09:00:00Z', other: '1' }],
    ['no identifier', { moment: '2026-11-22T09:00:00Z' }],
    ['no event time', { id: '1' }],
    ['another form of time', { id: '1', moment: '2026-11-22 09:00:00' }],
    ['a fraction as a whole number', { id: '1', moment: '2026-11-22T09:00:00Z', age: '1.5' }],
    ['more than 64 bits', { id: '1', moment: '2026-11-22T09:00:00Z', age: '9223372036854775808' }],
    ['text as a number', { id: '1', moment: '2026-11-22T09:00:00Z', amount: 'much' }],
    ['an identifier of more than 2 KB', { id: 'x'.repeat(2049), moment: '2026-11-22T09:00:00Z' }],
  ])('are refused with %s', async (_what, features) => {
    await expect(put(features)).rejects.toMatchObject({ name: 'ValidationError', $metadata: { httpStatusCode: 400 } });
  });

  it('are read online as the latest by event time, until they are deleted', async () => {
    await put({ id: '1', moment: '2026-11-22T09:00:01Z', age: '30' });
    await put({ id: '1', moment: '2026-11-22T09:00:00Z', age: '29' });
    await put({ id: '2', moment: '2026-11-22T09:00:00.500Z', amount: '1.25' });

    const one = new GetRecordCommand({ FeatureGroupName: 'credit-risk', RecordIdentifierValueAsString: '1', FeatureNames: ['age'] });
    expect((await store.send(one)).Record).toEqual([{ FeatureName: 'age', ValueAsString: '30' }]);
    const both = new BatchGetRecordCommand({ Identifiers: [{ FeatureGroupName: 'credit-risk', RecordIdentifiersValueAsString: ['1', '2', '3'] }] });
    expect((await store.send(both)).Records?.map(({ RecordIdentifierValueAsString }) => RecordIdentifierValueAsString)).toEqual(['1', '2']);
    await store.send(new DeleteRecordCommand({ FeatureGroupName: 'credit-risk', RecordIdentifierValueAsString: '1', EventTime: '2026-11-22T09:00:02Z' }));
    expect((await store.send(one)).Record).toBeUndefined();
    await expect(store.send(new GetRecordCommand({ FeatureGroupName: 'none', RecordIdentifierValueAsString: '1' }))).rejects.toMatchObject({ name: 'ResourceNotFound' });
  });

  it('lie within 15 minutes in S3 by the hour of the event, for Athena to read with the times of call and writing', async () => {
    const glue = new GlueClient(clientConfig(cloud, account));
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'features' } }));
    const columns = { id: 'string', moment: 'string', age: 'bigint', amount: 'double', write_time: 'timestamp', api_invocation_time: 'timestamp', is_deleted: 'boolean' };
    await glue.send(
      new CreateTableCommand({
        DatabaseName: 'features',
        TableInput: {
          Name: 'credit_risk',
          TableType: 'EXTERNAL_TABLE',
          StorageDescriptor: {
            Location: `s3://features/prefix/${account}/sagemaker/eu-central-1/offline-store/`,
            Columns: Object.entries(columns).map(([Name, Type]) => ({ Name, Type })),
            InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
            OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
            SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
          },
        },
      }),
    );
    await put({ id: 'a', moment: '2026-11-21T23:59:59.999Z', age: '-9223372036854775808' });
    await put({ id: 'b"😀', moment: '2026-11-22T09:00:00Z', amount: '1e-3' });
    await store.send(new DeleteRecordCommand({ FeatureGroupName: 'credit-risk', RecordIdentifierValueAsString: 'a', EventTime: '2026-11-22T09:00:01Z' }));
    await clock.run({ until: start + 15 * 60_000 });

    const keys = cloud.s3.list('features', 'prefix/').map(({ key }) => key.replace(`prefix/${account}/sagemaker/eu-central-1/offline-store/credit-risk-${start / 1000}/data/`, ''));
    expect(keys).toEqual([
      expect.stringMatching(/^year=2026\/month=11\/day=21\/hour=23\/20261121T235959Z_[a-zA-Z0-9]{16}\.parquet$/),
      expect.stringMatching(/^year=2026\/month=11\/day=22\/hour=09\/20261122T090001Z_[a-zA-Z0-9]{16}\.parquet$/),
    ]);
    const athena = new AthenaClient(clientConfig(cloud, account));
    const QueryString = 'SELECT id, age, amount, is_deleted, write_time - api_invocation_time > INTERVAL \'0\' SECOND FROM features.credit_risk ORDER BY moment';
    const { QueryExecutionId } = await athena.send(new StartQueryExecutionCommand({ QueryString, ResultConfiguration: { OutputLocation: 's3://features/results/' } }));
    await clock.run({ until: start + 16 * 60_000 });
    expect((await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }))).QueryExecution?.Status?.StateChangeReason).toBeUndefined();
    const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
    expect(ResultSet?.Rows?.slice(1).map(({ Data }) => Data?.map(({ VarCharValue }) => VarCharValue ?? null))).toEqual([
      ['a', '-9223372036854775808', null, 'false', 'true'],
      ['b"😀', null, '0.001', 'false', 'true'],
      ['a', null, null, 'true', 'true'],
    ]);
  });

  it('are written and put by those only who may', async () => {
    const session = cloud.sts.sessionFor(role, 'test');
    const mine = new SageMakerFeatureStoreRuntimeClient(clientConfig(cloud, session));
    const Record = values({ id: '1', moment: '2026-11-22T09:00:00Z' });
    await grant(`arn:aws:sagemaker:eu-central-1:${account}:feature-group/credit-risk`);

    await mine.send(new PutRecordCommand({ FeatureGroupName: 'credit-risk', Record }));
    await expect(mine.send(new PutRecordCommand({ FeatureGroupName: 'other', Record }))).rejects.toMatchObject({ name: 'AccessForbidden' });
    await expect(mine.send(new GetRecordCommand({ FeatureGroupName: 'credit-risk', RecordIdentifierValueAsString: '1' }))).rejects.toMatchObject({ name: 'AccessForbidden' });
    await clock.run({ until: start + 15 * 60_000 });
    // The group's role may put no object: AWS says so in the group's status.
    expect((await sagemaker.send(new DescribeFeatureGroupCommand({ FeatureGroupName: 'credit-risk' }))).OfflineStoreStatus).toMatchObject({
      Status: 'Blocked',
      BlockedReason: expect.stringContaining('s3:PutObject'),
    });
  });
});
