import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { clientConfig } from '../../local/core/clients.ts';
import { forPlatform } from '../../scripts/build/platform/index.ts';
import { startLoop, type Loop, type Resources } from '../support/loop.ts';

const queue = 'meshloop-dev-notice-change-dlq';

/** Under a key of the stack’s own, without one statement of its policy; a function that its rule cannot reach. */
async function start(leftOut?: string): Promise<Loop> {
  const edit = (resources: Resources, stack: 'consumer' | 'central'): Resources => {
    const locked: Resources = { ...resources, ...forPlatform(resources, stack, { key: 'create' }) };
    const rest = JSON.parse(JSON.stringify(locked));
    const statements = rest.Key.Properties.KeyPolicy.Statement.filter(({ Sid }: { Sid: string }) => Sid !== leftOut);
    const key = { ...rest.Key, Properties: { ...rest.Key.Properties, KeyPolicy: { ...rest.Key.Properties.KeyPolicy, Statement: statements } } };
    return { ...withoutPermissions(rest), Key: key };
  };
  return startLoop({ edit });
}

/** EventBridge may not invoke notice-change, so that its rule's events become dead letters. */
function withoutPermissions(resources: Resources): Resources {
  return Object.fromEntries(Object.entries(resources).filter(([id, { Type }]) => !(Type === 'AWS::Lambda::Permission' && id.startsWith('NoticeChange'))));
}

async function deadLetters(loop: Loop): Promise<number> {
  loop.cloud.events.emit('111111111111', { source: 'aws.glue', detailType: 'Glue Data Catalog Table State Change', detail: { databaseName: 'credit_risk', tableName: 't', typeOfChange: 'UpdateTable', changedPartitions: [] } });
  await loop.clock.advance(26 * 3_600_000);
  const sqs = new SQSClient(clientConfig(loop.cloud, '222222222222'));
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: `https://sqs.eu-central-1.amazonaws.com/222222222222/${queue}`, MaxNumberOfMessages: 10 }));
  return Messages.length;
}

describe('pitfall 38: a dead-letter queue under a customer managed key', () => {
  test('keeps what EventBridge could not deliver', async () => {
    const loop = await start();
    expect(await deadLetters(loop)).toBe(1);
    await loop.close();
  });

  test('keeps nothing where the key does not admit events.amazonaws.com: the event is lost', async () => {
    const loop = await start('EventBridgeToQueues');
    expect(await deadLetters(loop)).toBe(0);
    expect(loop.seen.flatMap((each) => (each.kind === 'dropped' ? [each.why] : [])).join('\n')).toMatch(/events\.amazonaws\.com is not authorized to perform: kms:GenerateDataKey/);
    await loop.close();
  });
});
