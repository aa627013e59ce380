import {
  CreateModelPackageCommand,
  CreateModelPackageGroupCommand,
  DeleteModelPackageGroupCommand,
  DescribeModelPackageCommand,
  DescribeModelPackageGroupCommand,
  ListModelPackagesCommand,
  UpdateModelPackageCommand,
} from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import { ACCOUNT, sageMakerCloud } from './support.ts';

async function withPackages(count: number) {
  const world = sageMakerCloud();
  await world.createGroup();
  for (let n = 0; n < count; n += 1) {
    await world.client.send(
      new CreateModelPackageCommand({ ModelPackageGroupName: 'credit-risk', CustomerMetadataProperties: { n: String(n) } }),
    );
    await world.cloud.clock.advance(1_000);
  }
  return world;
}

const arn = (version: number) => `arn:aws:sagemaker:eu-central-1:${ACCOUNT}:model-package/credit-risk/${version}`;

describe('model packages', () => {
  it('are versions of a group', async () => {
    const { client } = await withPackages(2);
    expect(await client.send(new DescribeModelPackageCommand({ ModelPackageName: arn(2) }))).toMatchObject({
      ModelPackageGroupName: 'credit-risk',
      ModelPackageVersion: 2,
      ModelApprovalStatus: 'PendingManualApproval',
      ModelPackageStatus: 'Completed',
      CustomerMetadataProperties: { n: '1' },
    });
    await expect(client.send(new DescribeModelPackageCommand({ ModelPackageName: arn(3) }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await expect(client.send(new CreateModelPackageCommand({ ModelPackageGroupName: 'gone' }))).rejects.toThrow('does not exist');
    await expect(client.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: 'credit-risk' }))).rejects.toThrow(
      'Model Package Group already exists',
    );
    expect(await client.send(new DescribeModelPackageGroupCommand({ ModelPackageGroupName: 'credit-risk' }))).toMatchObject({
      ModelPackageGroupStatus: 'Completed',
    });
    await expect(client.send(new DeleteModelPackageGroupCommand({ ModelPackageGroupName: 'credit-risk' }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  it('are listed by approval, newest first if asked, in pages', async () => {
    const { client } = await withPackages(3);
    await client.send(new UpdateModelPackageCommand({ ModelPackageArn: arn(1), ModelApprovalStatus: 'Approved' }));
    await client.send(new UpdateModelPackageCommand({ ModelPackageArn: arn(3), ModelApprovalStatus: 'Approved' }));
    const list = {
      ModelPackageGroupName: 'credit-risk',
      ModelApprovalStatus: 'Approved',
      SortBy: 'CreationTime',
      SortOrder: 'Descending',
      MaxResults: 1,
    } as const;
    const first = await client.send(new ListModelPackagesCommand(list));
    expect(first.ModelPackageSummaryList).toMatchObject([{ ModelPackageArn: arn(3) }]);
    const second = await client.send(new ListModelPackagesCommand({ ...list, NextToken: first.NextToken }));
    expect(second.ModelPackageSummaryList).toMatchObject([{ ModelPackageArn: arn(1) }]);
    expect(second.NextToken).toBeUndefined();
    expect(
      (await client.send(new ListModelPackagesCommand({}))).ModelPackageSummaryList?.map(({ ModelPackageVersion }) => ModelPackageVersion),
    ).toEqual([1, 2, 3]);
  });

  it('tell EventBridge what changed', async () => {
    const { client, events } = await withPackages(1);
    await client.send(
      new UpdateModelPackageCommand({ ModelPackageArn: arn(1), ModelApprovalStatus: 'Rejected', ApprovalDescription: 'too old' }),
    );
    expect(events).toMatchObject([
      {
        'detail-type': 'SageMaker Model Package State Change',
        source: 'aws.sagemaker',
        resources: [arn(1)],
        detail: { ModelApprovalStatus: 'PendingManualApproval', ModelPackageVersion: 1 },
      },
      {
        detail: {
          ModelApprovalStatus: 'Rejected',
          ModelPackageGroupName: 'credit-risk',
          UpdatedModelPackageFields: ['ModelApprovalStatus', 'ApprovalDescription'],
        },
      },
    ]);
    expect(events[0]?.detail).not.toHaveProperty('UpdatedModelPackageFields');
  });

  it('refuse metadata that SageMaker refuses', async () => {
    const { client } = await withPackages(0);
    const create = (CustomerMetadataProperties: Record<string, string>) =>
      client.send(new CreateModelPackageCommand({ ModelPackageGroupName: 'credit-risk', CustomerMetadataProperties }));
    await expect(create({ a: 'x'.repeat(257) })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(create({ a: 'b;c' })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(create(Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, 'v'])))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});
