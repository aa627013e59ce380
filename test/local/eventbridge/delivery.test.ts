import {
  CreateEventBusCommand,
  DeleteRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  PutEventsCommand,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../local/core/service.ts';
import { CENTRAL, CONSUMER, functionArn, messagingCloud, putRole, queuePolicy } from '../support-messaging.ts';

const MESH = `arn:aws:events:eu-central-1:${CONSUMER}:event-bus/mesh`;
const QUEUE = `arn:aws:sqs:eu-central-1:${CONSUMER}:dead`;
const QUEUE_URL = `https://sqs.eu-central-1.amazonaws.com/${CONSUMER}/dead`;

type World = ReturnType<typeof messagingCloud>;

async function rule(
  world: World,
  account: string,
  targets: Target[],
  options: { bus?: string; pattern?: unknown; state?: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' } = {},
) {
  const events = world.events(account);
  const pattern = JSON.stringify(options.pattern ?? { source: ['meshloop'] });
  await events.send(new PutRuleCommand({ Name: 'rule', EventBusName: options.bus, EventPattern: pattern, State: options.state }));
  await events.send(new PutTargetsCommand({ Rule: 'rule', EventBusName: options.bus, Targets: targets }));
}

async function put(world: World, account: string, bus?: string) {
  return world.events(account).send(
    new PutEventsCommand({
      Entries: [{ Source: 'meshloop', DetailType: 'Data Product Changed', Detail: '{"product":"credit_risk"}', EventBusName: bus }],
    }),
  );
}

async function deadLetters(world: World) {
  const { Messages = [] } = await world
    .sqs(CONSUMER)
    .send(new ReceiveMessageCommand({ QueueUrl: QUEUE_URL, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }));
  return Messages.map(({ Body = '', MessageAttributes = {} }) => ({
    event: JSON.parse(Body) as { id: string },
    ...Object.fromEntries(Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue])),
  }));
}

describe('delivery to a function', () => {
  it('hands over the event as EventBridge, on behalf of the rule, a moment later', async () => {
    const world = messagingCloud();
    await rule(world, CONSUMER, [{ Id: 'f', Arn: functionArn('f') }]);
    const { Entries } = await put(world, CONSUMER);
    expect(world.invocations).toEqual([]);
    await world.cloud.clock.run();
    expect(world.invocations).toEqual([
      {
        functionArn: functionArn('f'),
        caller: expect.objectContaining({
          servicePrincipal: 'events.amazonaws.com',
          sourceArn: `arn:aws:events:eu-central-1:${CONSUMER}:rule/rule`,
          accountId: CONSUMER,
        }),
        payload: {
          version: '0',
          id: Entries?.[0]?.EventId,
          source: 'meshloop',
          'detail-type': 'Data Product Changed',
          account: CONSUMER,
          time: '2026-11-20T09:00:00Z',
          region: 'eu-central-1',
          resources: [],
          detail: { product: 'credit_risk' },
        },
      },
    ]);
  });

  it('follows a rule that is made, changed or deleted after events of its kind have come', async () => {
    const world = messagingCloud();
    const events = world.events(CONSUMER);
    const deliveries = async () => {
      await put(world, CONSUMER);
      await world.cloud.clock.run();
      return world.invocations.splice(0).length;
    };

    const before = await deliveries();
    await rule(world, CONSUMER, [{ Id: 'f', Arn: functionArn('f') }]);
    const made = await deliveries();
    await events.send(new PutRuleCommand({ Name: 'rule', EventPattern: '{"source":["another"]}' }));
    const changed = await deliveries();
    await events.send(new PutRuleCommand({ Name: 'rule', EventPattern: '{"detail":{"product":["credit_risk"]}}' }));
    const changedBack = await deliveries();
    await events.send(new DisableRuleCommand({ Name: 'rule' }));
    const disabled = await deliveries();
    await events.send(new EnableRuleCommand({ Name: 'rule' }));
    const enabled = await deliveries();
    await events.send(new RemoveTargetsCommand({ Rule: 'rule', Ids: ['f'] }));
    await events.send(new DeleteRuleCommand({ Name: 'rule' }));

    expect({ before, made, changed, changedBack, disabled, enabled, deleted: await deliveries() }).toEqual({ before: 0, made: 1, changed: 0, changedBack: 1, disabled: 0, enabled: 1, deleted: 0 });
  });

  it('tries again what may pass, and then no more', async () => {
    const world = messagingCloud();
    world.fail(functionArn('f'), [
      new AwsError('TooManyRequestsException', 'Rate exceeded', 429),
      new AwsError('ServiceException', 'broken', 500),
    ]);
    await rule(world, CONSUMER, [{ Id: 'f', Arn: functionArn('f') }]);
    await put(world, CONSUMER);
    await world.cloud.clock.run();
    expect(world.invocations).toHaveLength(1);
  });

  it('buries what failed too often, with why', async () => {
    const world = messagingCloud();
    await world
      .sqs(CONSUMER)
      .send(new CreateQueueCommand({ QueueName: 'dead', Attributes: { Policy: queuePolicy(QUEUE, 'events.amazonaws.com') } }));
    world.fail(
      functionArn('f'),
      Array.from({ length: 5 }, () => new AwsError('ServiceException', 'broken', 500)),
    );
    await rule(world, CONSUMER, [
      { Id: 'f', Arn: functionArn('f'), RetryPolicy: { MaximumRetryAttempts: 2 }, DeadLetterConfig: { Arn: QUEUE } },
    ]);
    const { Entries } = await put(world, CONSUMER);
    await world.cloud.clock.run();
    expect(world.invocations).toEqual([]);
    expect(await deadLetters(world)).toEqual([
      {
        event: expect.objectContaining({ id: Entries?.[0]?.EventId }),
        RULE_ARN: `arn:aws:events:eu-central-1:${CONSUMER}:rule/rule`,
        TARGET_ARN: functionArn('f'),
        ERROR_CODE: 'ERROR_FROM_TARGET',
        ERROR_MESSAGE: 'broken',
        EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
        RETRY_ATTEMPTS: '2',
      },
    ]);
  });

  it('gives up by age too', async () => {
    const world = messagingCloud();
    await world
      .sqs(CONSUMER)
      .send(new CreateQueueCommand({ QueueName: 'dead', Attributes: { Policy: queuePolicy(QUEUE, 'events.amazonaws.com') } }));
    world.fail(
      functionArn('f'),
      Array.from({ length: 300 }, () => new AwsError('ServiceException', 'broken', 500)),
    );
    await rule(world, CONSUMER, [
      { Id: 'f', Arn: functionArn('f'), RetryPolicy: { MaximumEventAgeInSeconds: 3600 }, DeadLetterConfig: { Arn: QUEUE } },
    ]);
    await put(world, CONSUMER);
    await world.cloud.clock.run();
    expect(await deadLetters(world)).toEqual([expect.objectContaining({ EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeInSeconds' })]);
  });

  it('buries at once what has no target', async () => {
    const world = messagingCloud();
    await world
      .sqs(CONSUMER)
      .send(new CreateQueueCommand({ QueueName: 'dead', Attributes: { Policy: queuePolicy(QUEUE, 'events.amazonaws.com') } }));
    await rule(world, CONSUMER, [{ Id: 'f', Arn: functionArn('absent'), DeadLetterConfig: { Arn: QUEUE } }]);
    await put(world, CONSUMER);
    await world.cloud.clock.advance(1000);
    expect(await deadLetters(world)).toEqual([expect.objectContaining({ ERROR_CODE: 'NO_RESOURCE', RETRY_ATTEMPTS: '0' })]);
  });

  it('drops what no queue takes, and says so', async () => {
    const world = messagingCloud();
    await world.sqs(CONSUMER).send(new CreateQueueCommand({ QueueName: 'dead' }));
    await rule(world, CONSUMER, [
      { Id: 'f', Arn: functionArn('absent'), DeadLetterConfig: { Arn: QUEUE } },
      { Id: 'g', Arn: functionArn('absent') },
    ]);
    await put(world, CONSUMER);
    await world.cloud.clock.run();
    const whys = world.observations.flatMap((one) => (one.kind === 'dropped' ? [one.why] : []));
    expect(whys).toHaveLength(2);
    expect(whys.join('\n')).toMatch(/the dead-letter queue did not take it: .*no resource-based policy allows the sqs:SendMessage action/);
    expect(whys.join('\n')).toMatch(/the target has no dead-letter queue/);
  });
});

describe('delivery to a bus of another account', () => {
  const pattern = { source: ['aws.glue'] };

  async function central(options: { action?: string; service?: string; admitted?: boolean; source?: string } = {}) {
    const world = messagingCloud();
    const { cloud } = world;
    await world.events(CONSUMER).send(new CreateEventBusCommand({ Name: 'mesh' }));
    await world
      .sqs(CONSUMER)
      .send(new CreateQueueCommand({ QueueName: 'dead', Attributes: { Policy: queuePolicy(QUEUE, 'events.amazonaws.com') } }));
    if (options.admitted !== false) {
      const statement = {
        Sid: 'central',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${CENTRAL}:root` },
        Action: 'events:PutEvents',
        Resource: MESH,
        Condition: { StringEquals: { 'events:source': options.source ?? 'aws.glue' } },
      };
      await world
        .events(CONSUMER)
        .send(
          new PutPermissionCommand({ EventBusName: 'mesh', Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) }),
        );
    }
    const role = putRole(cloud, {
      account: CENTRAL,
      name: 'forward',
      service: options.service ?? 'events.amazonaws.com',
      action: options.action ?? 'events:PutEvents',
      resource: MESH,
    });
    await rule(world, CENTRAL, [{ Id: 'mesh', Arn: MESH, RoleArn: role, DeadLetterConfig: { Arn: QUEUE } }], { pattern });
    cloud.events.emit(CENTRAL, {
      source: 'aws.glue',
      detailType: 'Glue Data Catalog Table State Change',
      detail: { databaseName: 'credit_risk' },
    });
    await cloud.clock.run();
    return world;
  }

  it('keeps the event as it was', async () => {
    const world = await central();
    expect(world.eventsOn(CONSUMER, 'mesh')).toEqual(world.eventsOn(CENTRAL, 'default'));
    expect(world.eventsOn(CONSUMER, 'mesh')[0]).toMatchObject({ account: CENTRAL, source: 'aws.glue' });
  });

  it.each([
    ['the role may not', { action: 'events:PutRule' }, 'NO_PERMISSIONS'],
    ['the role trusts another service', { service: 'lambda.amazonaws.com' }, 'FAILED_TO_ASSUME_ROLE'],
    ['the bus does not admit the account', { admitted: false }, 'NO_PERMISSIONS'],
    ['the bus does not admit the source', { source: 'aws.lakeformation' }, 'NO_PERMISSIONS'],
  ])('buries the event at once when %s', async (_why, options, code) => {
    const world = await central(options);
    expect(world.eventsOn(CONSUMER, 'mesh')).toEqual([]);
    expect(await deadLetters(world)).toEqual([expect.objectContaining({ ERROR_CODE: code, RETRY_ATTEMPTS: '0' })]);
  });

  it('does not go on to a third bus', async () => {
    const world = messagingCloud();
    const role = putRole(world.cloud, {
      account: CENTRAL,
      name: 'forward',
      service: 'events.amazonaws.com',
      action: 'events:PutEvents',
      resource: '*',
    });
    for (const Name of ['mesh', 'third']) await world.events(CONSUMER).send(new CreateEventBusCommand({ Name }));
    await world
      .events(CONSUMER)
      .send(new PutPermissionCommand({ EventBusName: 'mesh', Action: 'events:PutEvents', Principal: CENTRAL, StatementId: 'central' }));
    await rule(world, CENTRAL, [{ Id: 'mesh', Arn: MESH, RoleArn: role }], { pattern });
    await rule(world, CONSUMER, [{ Id: 'third', Arn: MESH.replace('mesh', 'third') }], { bus: 'mesh', pattern });
    world.cloud.events.emit(CENTRAL, { source: 'aws.glue', detailType: 'Glue Data Catalog Table State Change', detail: {} });
    await world.cloud.clock.run();
    expect(world.eventsOn(CONSUMER, 'mesh')).toHaveLength(1);
    expect(world.eventsOn(CONSUMER, 'third')).toEqual([]);
    expect(world.observations).toContainEqual(
      expect.objectContaining({ kind: 'dropped', why: expect.stringContaining('THIRD_ACCOUNT_HOP_DETECTED') }),
    );
  });

  it('needs a role', async () => {
    const world = messagingCloud();
    await expect(rule(world, CENTRAL, [{ Id: 'mesh', Arn: MESH }])).rejects.toThrow('RoleArn is required for target');
  });
});

describe('what a target receives', () => {
  async function received(target: Partial<Target>): Promise<unknown> {
    const world = messagingCloud();
    await rule(world, CONSUMER, [{ Id: 'f', Arn: functionArn('f'), ...target }]);
    await put(world, CONSUMER);
    await world.cloud.clock.run();
    return world.invocations[0]?.payload;
  }

  it('is the constant given', async () => {
    expect(await received({ Input: '{"a":1}' })).toEqual({ a: 1 });
  });

  it('is the part at the path', async () => {
    expect(await received({ InputPath: '$.detail.product' })).toBe('credit_risk');
  });

  it('is the filled template', async () => {
    const InputTransformer = {
      InputPathsMap: { product: '$.detail.product', all: '$.detail' },
      InputTemplate: '{"product": <product>, "text": "changed: <product>", "all": <all>, "rule": <aws.events.rule-name>}',
    };
    expect(await received({ InputTransformer })).toEqual({
      product: 'credit_risk',
      text: 'changed: credit_risk',
      all: { product: 'credit_risk' },
      rule: 'rule',
    });
  });

  it('is nothing when the filled template is no JSON', async () => {
    expect(
      await received({ InputTransformer: { InputPathsMap: { gone: '$.detail.gone' }, InputTemplate: '{"gone": <gone>}' } }),
    ).toBeUndefined();
  });
});

describe('read-only calls in CloudTrail', () => {
  it.each([
    [undefined, 0],
    ['ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' as const, 1],
  ])('reach rules in state %s: %i', async (state, times) => {
    const world = messagingCloud();
    await rule(world, CONSUMER, [{ Id: 'f', Arn: functionArn('f') }], {
      pattern: { source: ['aws.lakeformation'] },
      ...(state && { state }),
    });
    world.cloud.events.emit(CONSUMER, {
      source: 'aws.lakeformation',
      detailType: 'AWS API Call via CloudTrail',
      detail: { eventName: 'GetDataAccess', readOnly: true, managementEvent: true },
    });
    await world.cloud.clock.run();
    expect(world.invocations).toHaveLength(times);
  });
});
