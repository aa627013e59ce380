import {
  CreateArchiveCommand,
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeReplayCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemovePermissionCommand,
  RemoveTargetsCommand,
  StartReplayCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { clientConfig } from '../../../local/core/clients.ts';
import { CENTRAL, CONSUMER, functionArn, messagingCloud, putRole } from '../support-messaging.ts';

const entry = { Source: 'meshloop', DetailType: 'Data Product Changed', Detail: '{}' };

describe('PutEvents', () => {
  it('refuses single entries and puts the others', async () => {
    const world = messagingCloud();
    const { FailedEntryCount, Entries } = await world.events(CONSUMER).send(
      new PutEventsCommand({
        Entries: [entry, { ...entry, Source: 'aws.glue' }, { ...entry, Detail: '[]' }, { ...entry, DetailType: undefined }],
      }),
    );
    expect(FailedEntryCount).toBe(3);
    expect(Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      'NotAuthorizedForSourceException',
      'MalformedDetail',
      'InvalidArgument',
    ]);
    expect(world.eventsOn(CONSUMER, 'default')).toHaveLength(1);
  });

  it('takes ten entries, not eleven, and one megabyte, not more', async () => {
    const events = messagingCloud().events(CONSUMER);
    await expect(events.send(new PutEventsCommand({ Entries: Array.from({ length: 11 }, () => entry) }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    const large = { ...entry, Detail: JSON.stringify({ text: 'x'.repeat(1_048_576) }) };
    await expect(events.send(new PutEventsCommand({ Entries: [large] }))).rejects.toThrow(
      'Total size of the entries in the request is over the limit.',
    );
  });

  it('lets an event for a bus that does not exist vanish', async () => {
    const world = messagingCloud();
    const { FailedEntryCount } = await world.events(CONSUMER).send(new PutEventsCommand({ Entries: [{ ...entry, EventBusName: 'gone' }] }));
    expect(FailedEntryCount).toBe(0);
    expect(world.observations).toContainEqual(expect.objectContaining({ kind: 'dropped', why: expect.stringContaining('event-bus/gone') }));
  });

  it("reaches another account's bus only where both sides allow it", async () => {
    const world = messagingCloud();
    await world.events(CONSUMER).send(new CreateEventBusCommand({ Name: 'mesh' }));
    const EventBusName = `arn:aws:events:eu-central-1:${CONSUMER}:event-bus/mesh`;
    const put = () => world.events(CENTRAL).send(new PutEventsCommand({ Entries: [entry, { ...entry, EventBusName }] }));
    await expect(put()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(world.eventsOn(CENTRAL, 'default')).toEqual([]);
    await world
      .events(CONSUMER)
      .send(new PutPermissionCommand({ EventBusName: 'mesh', Action: 'events:PutEvents', Principal: CENTRAL, StatementId: 'central' }));
    await put();
    expect(world.eventsOn(CONSUMER, 'mesh')).toMatchObject([{ account: CENTRAL }]);
    await world.events(CONSUMER).send(new RemovePermissionCommand({ EventBusName: 'mesh', StatementId: 'central' }));
    await expect(put()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it("asks the role's policies, with the source", async () => {
    const world = messagingCloud();
    const arn = `arn:aws:events:eu-central-1:${CONSUMER}:event-bus/default`;
    const role = `arn:aws:iam::${CONSUMER}:role/publisher`;
    putRole(world.cloud, {
      account: CONSUMER,
      name: 'publisher',
      service: 'lambda.amazonaws.com',
      action: 'events:PutEvents',
      resource: `${arn}-other`,
    });
    const events = new EventBridgeClient(clientConfig(world.cloud, world.cloud.sts.sessionFor(role, 'test')));
    await expect(events.send(new PutEventsCommand({ Entries: [entry] }))).rejects.toThrow(
      /is not authorized to perform: events:PutEvents on resource: .*event-bus\/default/,
    );
  });
});

describe('TestEventPattern', () => {
  const event = {
    id: '1',
    account: CONSUMER,
    source: 'meshloop',
    time: '2026-11-20T09:00:00Z',
    region: 'eu-central-1',
    resources: [],
    'detail-type': 'x',
    detail: {},
  };

  it('says what a rule would do', async () => {
    const events = messagingCloud().events(CONSUMER);
    const test = (pattern: unknown) =>
      events.send(new TestEventPatternCommand({ EventPattern: JSON.stringify(pattern), Event: JSON.stringify(event) }));
    expect(await test({ source: ['meshloop'] })).toMatchObject({ Result: true });
    expect(await test({ source: [{ prefix: 'aws.' }] })).toMatchObject({ Result: false });
    await expect(test({ source: 'meshloop' })).rejects.toMatchObject({
      name: 'InvalidEventPatternException',
      message: 'Event pattern is not valid. Reason: "source" must be an object or an array',
    });
  });
});

describe('rules and buses', () => {
  it('come, change and go', async () => {
    const events = messagingCloud().events(CONSUMER);
    await events.send(new CreateEventBusCommand({ Name: 'mesh', Description: 'd' }));
    await expect(events.send(new CreateEventBusCommand({ Name: 'mesh' }))).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
    });
    expect(await events.send(new DescribeEventBusCommand({ Name: 'mesh' }))).toMatchObject({ Name: 'mesh', Description: 'd' });
    const put = new PutRuleCommand({ Name: 'r', EventBusName: 'mesh', EventPattern: '{"source":["a"]}' });
    expect(await events.send(put)).toMatchObject({ RuleArn: `arn:aws:events:eu-central-1:${CONSUMER}:rule/mesh/r` });
    await events.send(new PutTargetsCommand({ Rule: 'r', EventBusName: 'mesh', Targets: [{ Id: 'f', Arn: functionArn('f') }] }));
    await events.send(new DisableRuleCommand({ Name: 'r', EventBusName: 'mesh' }));
    expect(await events.send(new DescribeRuleCommand({ Name: 'r', EventBusName: 'mesh' }))).toMatchObject({ State: 'DISABLED' });
    await events.send(put);
    expect(await events.send(new ListRulesCommand({ EventBusName: 'mesh' }))).toMatchObject({ Rules: [{ Name: 'r', State: 'ENABLED' }] });
    expect(await events.send(new ListTargetsByRuleCommand({ Rule: 'r', EventBusName: 'mesh' }))).toMatchObject({ Targets: [{ Id: 'f' }] });
    await expect(events.send(new DeleteRuleCommand({ Name: 'r', EventBusName: 'mesh' }))).rejects.toThrow(
      "Rule can't be deleted since it has targets.",
    );
    await expect(events.send(new DeleteEventBusCommand({ Name: 'mesh' }))).rejects.toMatchObject({ name: 'ValidationException' });
    await events.send(new RemoveTargetsCommand({ Rule: 'r', EventBusName: 'mesh', Ids: ['f'] }));
    await events.send(new DeleteRuleCommand({ Name: 'r', EventBusName: 'mesh' }));
    await events.send(new DeleteEventBusCommand({ Name: 'mesh' }));
    await expect(events.send(new DescribeEventBusCommand({ Name: 'mesh' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Event bus mesh does not exist.',
    });
  });

  it('hold five targets a rule', async () => {
    const events = messagingCloud().events(CONSUMER);
    await events.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["a"]}' }));
    const Targets = Array.from({ length: 6 }, (_, n) => ({ Id: `t${n}`, Arn: functionArn('f') }));
    await expect(events.send(new PutTargetsCommand({ Rule: 'r', Targets }))).rejects.toMatchObject({ name: 'LimitExceededException' });
  });

  it('pass a role only where the caller may', async () => {
    const world = messagingCloud();
    const caller = putRole(world.cloud, {
      account: CONSUMER,
      name: 'deployer',
      service: 'lambda.amazonaws.com',
      action: 'events:*',
      resource: '*',
    });
    await world.events(CONSUMER).send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["a"]}' }));
    const events = new EventBridgeClient(clientConfig(world.cloud, world.cloud.sts.sessionFor(caller, 'test')));
    const Targets = [{ Id: 't', Arn: functionArn('f'), RoleArn: `arn:aws:iam::${CONSUMER}:role/any` }];
    await expect(events.send(new PutTargetsCommand({ Rule: 'r', Targets }))).rejects.toThrow(/not authorized to perform: iam:PassRole/);
  });
});

describe('archive and replay', () => {
  it("brings events back to the rules asked for, with the replay's name", async () => {
    const world = messagingCloud();
    const events = world.events(CONSUMER);
    const bus = `arn:aws:events:eu-central-1:${CONSUMER}:event-bus/default`;
    await events.send(new CreateArchiveCommand({ ArchiveName: 'all', EventSourceArn: bus }));
    for (const name of ['f', 'g']) {
      await events.send(new PutRuleCommand({ Name: name, EventPattern: '{"source":["meshloop"]}' }));
      await events.send(new PutTargetsCommand({ Rule: name, Targets: [{ Id: name, Arn: functionArn(name) }] }));
    }
    const { Entries } = await events.send(new PutEventsCommand({ Entries: [entry] }));
    await world.cloud.clock.advance(11 * 60_000);
    world.invocations.length = 0;
    const now = world.cloud.clock.now();
    await events.send(
      new StartReplayCommand({
        ReplayName: 'again',
        EventSourceArn: `arn:aws:events:eu-central-1:${CONSUMER}:archive/all`,
        EventStartTime: new Date(now - 3_600_000),
        EventEndTime: new Date(now),
        Destination: { Arn: bus, FilterArns: [`arn:aws:events:eu-central-1:${CONSUMER}:rule/g`] },
      }),
    );
    await world.cloud.clock.run();
    expect(world.invocations).toMatchObject([
      { functionArn: functionArn('g'), payload: { id: Entries?.[0]?.EventId, 'replay-name': 'again' } },
    ]);
    expect(await events.send(new DescribeReplayCommand({ ReplayName: 'again' }))).toMatchObject({ State: 'COMPLETED' });
  });
});
