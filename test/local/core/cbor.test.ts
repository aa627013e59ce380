import { cbor, tag } from '@smithy/core/cbor';
import { expect, it } from 'vitest';
import { START, service, testCloud, wire } from './rooms.ts';
import { AwsError } from '../../../local/core/service.ts';

const post = (operation: string, value: unknown) =>
  wire('monitoring', {
    path: `/service/GraniteServiceVersion20100801/operation/${operation}`,
    headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
    body: cbor.serialize(value),
  });

it('reads and writes CBOR with its times', async () => {
  const cloudwatch = service('cloudwatch', {
    PutMetricData: () => ({}),
    DescribeAlarms: () => ({ MetricAlarms: [{ AlarmName: 'a', StateUpdatedTimestamp: new Date(START + 500), Threshold: 0.5 }] }),
  });
  const cloud = testCloud(cloudwatch.make);
  const MetricData = [{ MetricName: 'm', Value: 1.5, Timestamp: tag({ tag: 1, value: START / 1000 }) }];
  expect((await cloud.handle(post('PutMetricData', { Namespace: 'n', MetricData }))).status).toBe(200);
  expect(cloudwatch.seen).toEqual([{ Namespace: 'n', MetricData: [{ MetricName: 'm', Value: 1.5, Timestamp: new Date(START) }] }]);
  const answer = await cloud.handle(post('DescribeAlarms', {}));
  expect(answer.headers['smithy-protocol']).toBe('rpc-v2-cbor');
  expect(cbor.deserialize(answer.body)).toMatchObject({
    MetricAlarms: [{ AlarmName: 'a', Threshold: 0.5, StateUpdatedTimestamp: { value: START / 1000 + 0.5 } }],
  });
});

it('answers errors in CBOR', async () => {
  const cloudwatch = service('cloudwatch', {
    DescribeAlarms: () => {
      throw new AwsError('InvalidNextToken', 'no such page');
    },
  });
  const cloud = testCloud(cloudwatch.make);
  const answer = await cloud.handle(post('DescribeAlarms', {}));
  expect(answer.status).toBe(400);
  expect(cbor.deserialize(answer.body)).toMatchObject({ __type: 'InvalidNextToken', message: 'no such page' });
  const broken = await cloud.handle({ ...post('DescribeAlarms', {}), body: new Uint8Array([0xff, 0xff]) });
  expect(cbor.deserialize(broken.body)).toMatchObject({ __type: 'SerializationException' });
});
