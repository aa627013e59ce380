import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { expect, it } from 'vitest';
import { createCloud } from '../../local/cloud.ts';
import { clientConfig } from '../../local/core/clients.ts';
import { SeededDice } from '../../local/core/seeded-dice.ts';
import { VirtualClock } from '../../local/core/virtual-clock.ts';
import { resettable, resetPath } from '../../scripts/local/resettable.ts';

const reset = (query = '') => ({ method: 'POST', host: 'localhost', path: resetPath, query, headers: {}, body: new Uint8Array(0) });

it('empties every account, also into another region', async () => {
  const open = (region: string) => createCloud({ clock: new VirtualClock(0), dice: new SeededDice('reset'), region, organization: [] });
  const cloud = resettable(open, 'us-east-1');
  const s3 = new S3Client(clientConfig({ ...cloud, region: 'us-east-1' }, '222222222222'));
  await s3.send(new CreateBucketCommand({ Bucket: 'kept-for-a-moment' }));

  expect((await cloud.handle(reset())).status).toBe(204);
  expect((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);

  await cloud.handle(reset('region=eu-west-1'));
  const sns = new SNSClient(clientConfig({ ...cloud, region: 'eu-west-1' }, '222222222222'));
  expect((await sns.send(new CreateTopicCommand({ Name: 'news' }))).TopicArn).toBe('arn:aws:sns:eu-west-1:222222222222:news');
  await cloud.close();
});
