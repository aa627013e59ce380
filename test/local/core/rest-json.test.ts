import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { GrantPermissionsCommand, LakeFormationClient, ListPermissionsCommand } from '@aws-sdk/client-lakeformation';
import { GetResourceSharesCommand, RAMClient } from '@aws-sdk/client-ram';
import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  ListTagsForResourceCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { describe, expect, it } from 'vitest';
import { ACCOUNT, START, service, testCloud, text, wire } from './rooms.ts';
import { AwsError } from '../../../local/core/service.ts';
import { clientConfig } from '../../../local/core/clients.ts';

const Target = { Arn: 'arn:aws:events:eu-central-1:222222222222:event-bus/b', RoleArn: 'arn:aws:iam::222222222222:role/r' };
const FlexibleTimeWindow = { Mode: 'OFF' } as const;

describe('REST JSON services', () => {
  it('read members from path, query and body', async () => {
    const scheduler = service('scheduler', {
      CreateSchedule: () => ({ ScheduleArn: 'arn' }),
      DeleteSchedule: () => ({}),
      ListSchedules: () => ({ Schedules: [] }),
    });
    const client = new SchedulerClient(clientConfig(testCloud(scheduler.make), ACCOUNT));
    const schedule = {
      Name: 'a.b-c_1',
      GroupName: 'g',
      ScheduleExpression: 'at(2026-11-20T10:00:00)',
      StartDate: new Date(START),
      Target,
      FlexibleTimeWindow,
    };
    await client.send(new CreateScheduleCommand({ ...schedule, ClientToken: 't' }));
    await client.send(new DeleteScheduleCommand({ Name: 'a.b-c_1', GroupName: 'g', ClientToken: 't' }));
    await client.send(new ListSchedulesCommand({ MaxResults: 7, GroupName: 'g' }));
    expect(scheduler.seen).toEqual([
      { ...schedule, ClientToken: 't' },
      { Name: 'a.b-c_1', GroupName: 'g', ClientToken: 't' },
      { MaxResults: 7, GroupName: 'g' },
    ]);
  });

  it('read what is escaped in path and query', async () => {
    const lambda = service('lambda', { ListFunctions: () => ({ Functions: [] }) });
    const scheduler = service('scheduler', { ListTagsForResource: () => ({ Tags: [] }) });
    const config = clientConfig(testCloud(lambda.make, scheduler.make), ACCOUNT);
    const ResourceArn = 'arn:aws:scheduler:eu-central-1:222222222222:schedule-group/g';
    await new LambdaClient(config).send(new ListFunctionsCommand({ Marker: 'g & h/ü' }));
    await new SchedulerClient(config).send(new ListTagsForResourceCommand({ ResourceArn }));
    expect(lambda.seen).toEqual([{ Marker: 'g & h/ü' }]);
    expect(scheduler.seen).toEqual([{ ResourceArn }]);
  });

  it('answer typed errors and times', async () => {
    const scheduler = service('scheduler', {
      GetSchedule: () => ({ Name: 'x', CreationDate: new Date(START) }),
      CreateSchedule: () => {
        throw new AwsError('ConflictException', 'Schedule x already exists.');
      },
    });
    const client = new SchedulerClient(clientConfig(testCloud(scheduler.make), ACCOUNT));
    expect((await client.send(new GetScheduleCommand({ Name: 'x' }))).CreationDate).toEqual(new Date(START));
    const error: unknown = await client
      .send(new CreateScheduleCommand({ Name: 'x', ScheduleExpression: 'rate(1 day)', Target, FlexibleTimeWindow }))
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConflictException);
    expect(error).toMatchObject({ message: 'Schedule x already exists.', $metadata: { httpStatusCode: 409 } });
  });

  it('find an operation by its whole path', async () => {
    const ram = service('ram', { GetResourceShares: () => ({ resourceShares: [{ name: 's', creationTime: new Date(START) }] }) });
    const client = new RAMClient(clientConfig(testCloud(ram.make), ACCOUNT));
    const { resourceShares } = await client.send(new GetResourceSharesCommand({ resourceOwner: 'SELF' }));
    expect(ram.seen).toEqual([{ resourceOwner: 'SELF' }]);
    expect(resourceShares).toEqual([{ name: 's', creationTime: new Date(START) }]);
  });

  it('pass nested structures of Lake Formation', async () => {
    const lakeformation = service('lakeformation', {
      GrantPermissions: () => ({}),
      ListPermissions: () => ({ PrincipalResourcePermissions: [] }),
    });
    const client = new LakeFormationClient(clientConfig(testCloud(lakeformation.make), ACCOUNT));
    const grant = {
      Principal: { DataLakePrincipalIdentifier: '333333333333' },
      Resource: {
        LFTagPolicy: { CatalogId: '111111111111', ResourceType: 'TABLE', Expression: [{ TagKey: 'domain', TagValues: ['credit'] }] },
      },
      Permissions: ['SELECT'],
    } as const;
    await client.send(
      new GrantPermissionsCommand({
        ...grant,
        Resource: { LFTagPolicy: { ...grant.Resource.LFTagPolicy, Expression: [{ TagKey: 'domain', TagValues: ['credit'] }] } },
        Permissions: ['SELECT'],
      }),
    );
    await client.send(new ListPermissionsCommand({}));
    expect(lakeformation.seen).toEqual([grant, {}]);
  });

  it('carry raw payloads and headers both ways', async () => {
    const lambda = service('lambda', {
      Invoke: () => ({ StatusCode: 202, ExecutedVersion: '$LATEST', Payload: Buffer.from('{"ok":true}') }),
    });
    const client = new LambdaClient(clientConfig(testCloud(lambda.make), ACCOUNT));
    const answer = await client.send(
      new InvokeCommand({
        FunctionName: 'arn:aws:lambda:eu-central-1:222222222222:function:f',
        InvocationType: 'Event',
        Payload: Buffer.from('{"a":1}'),
      }),
    );
    expect(lambda.seen).toMatchObject([{ FunctionName: 'arn:aws:lambda:eu-central-1:222222222222:function:f', InvocationType: 'Event' }]);
    expect(text(lambda.seen[0]?.['Payload'] as Uint8Array)).toBe('{"a":1}');
    expect(answer).toMatchObject({ StatusCode: 202, ExecutedVersion: '$LATEST' });
    expect(answer.Payload?.transformToString()).toBe('{"ok":true}');
  });

  it.each([
    ['an unknown member', '{"Principal":{},"Permissions":[],"Resource":{},"Principle":1}', 'InvalidInputException', /'principle'/],
    [
      'a wrong type',
      '{"Principal":"x","Permissions":[],"Resource":{}}',
      'SerializationException',
      /STRING_VALUE can not be converted to DataLakePrincipal/,
    ],
    ['missing members', '{}', 'InvalidInputException', /^3 validation errors detected/],
  ])('refuse %s', async (_what, body, code, message) => {
    const lakeformation = service('lakeformation', { GrantPermissions: () => ({}) });
    const answer = await testCloud(lakeformation.make).handle(wire('lakeformation', { path: '/GrantPermissions', body }));
    expect(answer.status).toBe(400);
    expect(answer.headers['x-amzn-errortype']).toBe(code);
    expect(JSON.parse(text(answer.body))).toMatchObject({ message: expect.stringMatching(message) });
  });

  it('refuse a number that is none in a query', async () => {
    const scheduler = service('scheduler', { ListSchedules: () => ({ Schedules: [] }) });
    const answer = await testCloud(scheduler.make).handle(
      wire('scheduler', { method: 'GET', path: '/schedules', query: 'MaxResults=many' }),
    );
    expect(JSON.parse(text(answer.body))).toMatchObject({
      message: expect.stringContaining("can not be converted to a Number at 'maxResults'"),
    });
  });
});
