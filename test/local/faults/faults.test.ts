import { CreateDatabaseCommand, GetDatabaseCommand, GlueClient } from '@aws-sdk/client-glue';
import { BatchGrantPermissionsCommand, LakeFormationClient, ListPermissionsCommand, PutDataLakeSettingsCommand } from '@aws-sdk/client-lakeformation';
import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { createCloud } from '../../../local/cloud.ts';
import { clientConfig } from '../../../local/core/clients.ts';
import { SeededDice } from '../../../local/core/seeded-dice.ts';
import { VirtualClock } from '../../../local/core/virtual-clock.ts';
import { applyFaults, type EventFault, type Fault } from '../../../local/faults/index.ts';
import { ACCOUNT, START } from '../core/rooms.ts';
import { queuePolicy } from '../support-messaging.ts';

function open(...faults: Fault[]) {
  const clock = new VirtualClock(START);
  const cloud = createCloud({ clock, dice: new SeededDice(1), region: 'eu-central-1', organization: [] });
  const end = applyFaults(cloud, { faults });
  return { clock, cloud, end, config: clientConfig(cloud, ACCOUNT) };
}

/** What becomes of three events, put in order: number and second of each arrival. */
async function arrivals(effect: EventFault['effect'], which: Partial<EventFault> = { nth: 1 }): Promise<string[]> {
  const { clock, cloud, config } = open({ kind: 'event', match: { source: 'own', bus: 'default' }, ...which, effect });
  const seen: string[] = [];
  cloud.watch.subscribe((one) => one.kind === 'event' && one.event.source === 'own' && seen.push(`${JSON.stringify(one.event.detail['n'])} ${(one.at - START) / 1000}s`));
  const events = new EventBridgeClient(config);
  for (const n of [1, 2, 3]) {
    await events.send(new PutEventsCommand({ Entries: [{ Source: 'own', DetailType: 'Counted', Detail: JSON.stringify({ n }) }] }));
    await clock.advance(10_000);
  }
  await clock.run();
  return seen;
}

describe('an event is', () => {
  it.each([
    ['lost', { lost: true }, ['2 10s', '3 20s']],
    ['late', { late: 15 }, ['2 10s', '1 15s', '3 20s']],
    ['doubled', { doubled: 5 }, ['1 0s', '1 5s', '2 10s', '3 20s']],
    ['behind the next', { reordered: 60 }, ['2 10s', '1 11s', '3 20s']],
  ] as const)('%s', async (_, effect, expected) => {
    expect(await arrivals(effect)).toEqual(expected);
  });

  it('chosen by number, with how many follow it', async () => {
    expect(await arrivals({ lost: true }, { nth: 2, times: 2 })).toEqual(['1 0s']);
  });

  it('passed over once the plan has ended', async () => {
    const { cloud, config, end, clock } = open({ kind: 'event', match: {}, effect: { lost: true } });
    const seen: string[] = [];
    cloud.watch.subscribe((one) => one.kind === 'event' && seen.push(one.event.source));
    end();
    await new EventBridgeClient(config).send(new PutEventsCommand({ Entries: [{ Source: 'own', DetailType: 'Counted', Detail: '{}' }] }));
    await clock.run();

    expect(seen).toEqual(['own']);
  });
});

describe('a call', () => {
  const database = (Name: string) => new CreateDatabaseCommand({ DatabaseInput: { Name } });
  const match = { service: 'glue', operation: 'CreateDatabase' };

  it('is throttled, and nothing happened', async () => {
    const glue = new GlueClient({ ...open({ kind: 'call', match, nth: 1, effect: { throttled: true } }).config, maxAttempts: 1 });

    await expect(glue.send(database('a'))).rejects.toMatchObject({ name: 'ThrottlingException' });
    await expect(glue.send(new GetDatabaseCommand({ Name: 'a' }))).rejects.toMatchObject({ name: 'EntityNotFoundException' });
    await glue.send(database('a'));
  });

  it('fails as the plan says', async () => {
    const glue = new GlueClient(open({ kind: 'call', match: { ...match, input: '"b"' }, effect: { fails: { code: 'OperationTimeoutException', message: 'too slow' } } }).config);

    await glue.send(database('a'));
    await expect(glue.send(database('b'))).rejects.toMatchObject({ name: 'OperationTimeoutException', message: 'too slow' });
  });

  it('loses its answer after it took effect', async () => {
    const glue = new GlueClient({ ...open({ kind: 'call', match, nth: 1, effect: { answerLost: true } }).config, maxAttempts: 1 });

    await expect(glue.send(database('a'))).rejects.toMatchObject({ name: 'InternalFailure', $metadata: { httpStatusCode: 500 } });
    expect((await glue.send(new GetDatabaseCommand({ Name: 'a' }))).Database?.Name).toBe('a');
  });

  it('takes its time', async () => {
    const { clock, config } = open({ kind: 'call', match, effect: { slow: 4 } });
    const answered = new GlueClient(config).send(database('a')).then(() => clock.now());
    await clock.run();

    expect(await answered).toBe(START + 4000);
  });

  it('fails in part: the other entries take effect', async () => {
    const failsInPart = { entries: [1], code: 'ConcurrentModificationException', message: 'Please retry in a short while' };
    const { config } = open({ kind: 'call', match: { service: 'lakeformation', operation: 'BatchGrantPermissions' }, nth: 1, effect: { failsInPart } });
    const iam = new IAMClient(config);
    const Statement = [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' }];
    const roles = ['one', 'two'];
    for (const RoleName of roles) await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }) }));
    await new GlueClient(config).send(database('a'));
    const formation = new LakeFormationClient(config);
    await formation.send(new PutDataLakeSettingsCommand({ DataLakeSettings: { DataLakeAdmins: [{ DataLakePrincipalIdentifier: `arn:aws:iam::${ACCOUNT}:root` }] } }));
    const Entries = roles.map((role) => ({
      Id: role,
      Principal: { DataLakePrincipalIdentifier: `arn:aws:iam::${ACCOUNT}:role/${role}` },
      Resource: { Database: { Name: 'a' } },
      Permissions: ['DESCRIBE' as const],
    }));

    const { Failures } = await formation.send(new BatchGrantPermissionsCommand({ Entries }));

    expect(Failures).toMatchObject([{ RequestEntry: { Id: 'two' }, Error: { ErrorCode: 'ConcurrentModificationException' } }]);
    const { PrincipalResourcePermissions } = await formation.send(new ListPermissionsCommand({ Resource: { Database: { Name: 'a' } } }));
    const granted = PrincipalResourcePermissions?.map(({ Principal }) => Principal?.DataLakePrincipalIdentifier);
    expect(granted).toContain(`arn:aws:iam::${ACCOUNT}:role/one`);
    expect(granted).not.toContain(`arn:aws:iam::${ACCOUNT}:role/two`);
  });
});

it('a lost event does not reach the rule’s target', async () => {
  const { clock, config } = open({ kind: 'event', match: { detail: '"n":2' }, effect: { lost: true } });
  const sqs = new SQSClient(config);
  const Arn = `arn:aws:sqs:eu-central-1:${ACCOUNT}:q`;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q', Attributes: { Policy: queuePolicy(Arn, 'events.amazonaws.com') } }));
  const events = new EventBridgeClient(config);
  await events.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["own"]}' }));
  await events.send(new PutTargetsCommand({ Rule: 'r', Targets: [{ Id: 't', Arn, InputPath: '$.detail.n' }] }));
  await events.send(new PutEventsCommand({ Entries: [1, 2, 3].map((n) => ({ Source: 'own', DetailType: 'Counted', Detail: JSON.stringify({ n }) })) }));
  await clock.run();

  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  expect(new Set(Messages.map(({ Body }) => Body))).toEqual(new Set(['1', '3']));
});
