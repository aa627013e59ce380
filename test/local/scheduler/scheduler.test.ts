import { CreateEventBusCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateScheduleCommand,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
  type CreateScheduleCommandInput,
} from '@aws-sdk/client-scheduler';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { clientConfig } from '../../../local/core/clients.ts';
import { START } from '../core/rooms.ts';
import { CONSUMER, functionArn, messagingCloud, putRole } from '../support-messaging.ts';

const MESH = `arn:aws:events:eu-central-1:${CONSUMER}:event-bus/mesh`;
const at = (time: number) => `at(${new Date(time).toISOString().slice(0, 19)})`;

async function world(options: { trusted?: string; action?: string } = {}) {
  const made = messagingCloud();
  const RoleArn = putRole(made.cloud, {
    account: CONSUMER,
    name: 'scheduler',
    service: options.trusted ?? 'scheduler.amazonaws.com',
    action: options.action ?? '*',
    resource: '*',
  });
  await made.events(CONSUMER).send(new CreateEventBusCommand({ Name: 'mesh' }));
  const request = (changes: Partial<CreateScheduleCommandInput> = {}): CreateScheduleCommandInput => ({
    Name: 's',
    ScheduleExpression: at(START + 300_000),
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'DELETE',
    Target: {
      Arn: MESH,
      RoleArn,
      Input: '{"data":{"wait":"crawl"}}',
      EventBridgeParameters: { DetailType: 'Deadline Reached', Source: 'meshloop' },
    },
    ...changes,
  });
  const client = made.scheduler(CONSUMER);
  const create = (changes?: Partial<CreateScheduleCommandInput>) => client.send(new CreateScheduleCommand(request(changes)));
  return { ...made, RoleArn, client, request, create };
}

describe('a one-time schedule', () => {
  it('puts its event within the minute, as its role, and is gone', async () => {
    const { create, client, cloud, eventsOn } = await world();
    expect(await create()).toMatchObject({ ScheduleArn: `arn:aws:scheduler:eu-central-1:${CONSUMER}:schedule/default/s` });
    await cloud.clock.run({ until: START + 299_000 });
    expect(eventsOn(CONSUMER, 'mesh')).toEqual([]);
    expect(await client.send(new GetScheduleCommand({ Name: 's' }))).toMatchObject({
      Name: 's',
      State: 'ENABLED',
      GroupName: 'default',
      ActionAfterCompletion: 'DELETE',
    });
    await cloud.clock.run({ until: START + 361_000 });
    expect(eventsOn(CONSUMER, 'mesh')).toMatchObject([
      { source: 'meshloop', 'detail-type': 'Deadline Reached', account: CONSUMER, detail: { data: { wait: 'crawl' } } },
    ]);
    await expect(client.send(new GetScheduleCommand({ Name: 's' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Schedule s does not exist.',
    });
  });

  it('stays without ActionAfterCompletion, and does not fire again', async () => {
    const { create, client, cloud, eventsOn } = await world();
    await create({ ActionAfterCompletion: 'NONE' });
    await cloud.clock.run();
    expect(eventsOn(CONSUMER, 'mesh')).toHaveLength(1);
    expect(await client.send(new ListSchedulesCommand({}))).toMatchObject({ Schedules: [{ Name: 's' }] });
  });

  it('is refused in the past', async () => {
    const { create } = await world();
    await expect(create({ ScheduleExpression: at(START - 1000) })).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('in the past'),
    });
  });

  it('does not fire after DeleteSchedule, and at the new time after UpdateSchedule', async () => {
    const { create, client, request, cloud, eventsOn } = await world();
    await create();
    await create({ Name: 't' });
    await client.send(new DeleteScheduleCommand({ Name: 's' }));
    await client.send(new UpdateScheduleCommand(request({ Name: 't', ScheduleExpression: at(START + 600_000) })));
    await cloud.clock.run({ until: START + 500_000 });
    expect(eventsOn(CONSUMER, 'mesh')).toEqual([]);
    await cloud.clock.run();
    expect(eventsOn(CONSUMER, 'mesh')).toHaveLength(1);
  });
});

describe('names', () => {
  it('are taken once in their group', async () => {
    const { create, client } = await world();
    await create();
    await expect(create()).rejects.toMatchObject({ name: 'ConflictException', message: 'Schedule s already exists.' });
    await expect(create({ GroupName: 'g' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Schedule group g does not exist.',
    });
    await client.send(new CreateScheduleGroupCommand({ Name: 'g' }));
    await create({ GroupName: 'g' });
  });

  it('are at most 64 of the letters allowed', async () => {
    const { create } = await world();
    await expect(create({ Name: 'a/b' })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(create({ Name: 'x'.repeat(65) })).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('are answered again for the same request with the same token', async () => {
    const { create } = await world();
    const first = await create({ ClientToken: 'token' });
    expect((await create({ ClientToken: 'token' })).ScheduleArn).toBe(first.ScheduleArn);
    await expect(create({ ClientToken: 'token', Description: 'other' })).rejects.toMatchObject({ name: 'ConflictException' });
  });
});

describe('recurring schedules', () => {
  it.each([
    ['rate(5 minutes)', 3],
    ['cron(0/5 9-10 * * ? *)', 3],
    ['cron(0 10 ? * MON-FRI *)', 0],
  ])('%s fires %i times in 17 minutes', async (ScheduleExpression, times) => {
    const { create, cloud, eventsOn } = await world();
    await create({ ScheduleExpression });
    await cloud.clock.run({ until: START + 17 * 60_000 });
    expect(eventsOn(CONSUMER, 'mesh')).toHaveLength(times);
  });

  it.each([
    'rate(1 minutes)',
    'rate(0 minutes)',
    'rate(5 weeks)',
    'cron(0 10 * * MON *)',
    'cron(61 10 * * ? *)',
    'at(2026-13-01T00:00:00)',
    'never',
  ])('refuses %s', async (ScheduleExpression) => {
    const { create } = await world();
    await expect(create({ ScheduleExpression })).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('the role', () => {
  it('must trust the scheduler', async () => {
    const { create } = await world({ trusted: 'events.amazonaws.com' });
    await expect(create()).rejects.toThrow('The execution role you provide must allow AWS EventBridge Scheduler to assume the role.');
  });

  it('must be passed by the caller', async () => {
    const { cloud, request } = await world();
    const caller = putRole(cloud, { account: CONSUMER, name: 'f', service: 'lambda.amazonaws.com', action: 'scheduler:*', resource: '*' });
    const client = new SchedulerClient(clientConfig(cloud, cloud.sts.sessionFor(caller, 'test')));
    await expect(client.send(new CreateScheduleCommand(request()))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('iam:PassRole'),
    });
  });

  it('must be allowed what the target needs; otherwise the dead-letter queue gets it', async () => {
    const { create, cloud, sqs, request } = await world({ action: 'sqs:SendMessage' });
    const QueueUrl = (await sqs(CONSUMER).send(new CreateQueueCommand({ QueueName: 'dead' }))).QueueUrl;
    await create({
      Target: { Arn: MESH, RoleArn: '', ...request().Target, DeadLetterConfig: { Arn: `arn:aws:sqs:eu-central-1:${CONSUMER}:dead` } },
    });
    await cloud.clock.run();
    const { Messages } = await sqs(CONSUMER).send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] }));
    expect(Messages).toMatchObject([
      {
        Body: '{"data":{"wait":"crawl"}}',
        MessageAttributes: {
          ERROR_CODE: { StringValue: 'NO_PERMISSIONS' },
          SCHEDULE_ARN: { StringValue: expect.stringContaining('schedule/default/s') },
        },
      },
    ]);
  });
});

describe('targets', () => {
  it('may be functions, with context attributes in the input', async () => {
    const { create, cloud, invocations, RoleArn } = await world();
    await create({ Target: { Arn: functionArn('f'), RoleArn, Input: '{"time":"<aws.scheduler.scheduled-time>"}' } });
    await cloud.clock.run();
    expect(invocations).toMatchObject([{ payload: { time: '2026-11-20T09:05:00Z' }, caller: { roleArn: RoleArn } }]);
  });

  it('reach rules of the bus', async () => {
    const { create, cloud, invocations, events } = await world();
    await events(CONSUMER).send(
      new PutRuleCommand({
        Name: 'r',
        EventBusName: 'mesh',
        EventPattern: '{"detail-type":["Deadline Reached"],"detail":{"data":{"wait":["crawl"]}}}',
      }),
    );
    await events(CONSUMER).send(new PutTargetsCommand({ Rule: 'r', EventBusName: 'mesh', Targets: [{ Id: 'f', Arn: functionArn('f') }] }));
    await create();
    await cloud.clock.run();
    expect(invocations).toHaveLength(1);
  });

  it("of a bus need the event's name and source", async () => {
    const { create, RoleArn } = await world();
    await expect(create({ Target: { Arn: MESH, RoleArn, Input: '{}' } })).rejects.toThrow('EventBridgeParameters must be specified');
  });
});
